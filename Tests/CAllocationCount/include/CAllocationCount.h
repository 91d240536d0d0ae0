// Counts allocations, for the test that a training step makes none.
#pragma once

/// How many blocks the whole process has asked the allocator for, from all threads; −1 where they
/// cannot be counted (other C libraries than glibc).
long flowscope_allocation_count(void);
