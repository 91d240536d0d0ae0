// Counts allocations, to show that a training step makes none.
#pragma once

/// Begins to count from 0.
void flowscope_allocation_count_start(void);
/// Ends counting: how many blocks the whole process has asked the allocator for since the start, from
/// all threads; -1 where they cannot be counted (other C libraries than glibc).
long flowscope_allocation_count_stop(void);
