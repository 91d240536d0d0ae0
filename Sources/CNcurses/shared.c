/* Pictures for the terminal in shared memory: written here, read and removed by the terminal. What it never
 * took is removed on every way out, also by a crash, since such memory outlives the process. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "screen.h"

/* More than can be on their way: old ones are taken back. */
enum { OBJECTS = 64, NAME = 32 };

static char names[OBJECTS][NAME];
static unsigned next_object;

int cn_shared_write(const void *bytes, size_t count, uint8_t *name, int capacity) {
  char *chosen = names[next_object % OBJECTS];
  if (chosen[0]) shm_unlink(chosen);
  int length = snprintf(
      chosen, NAME, "/flowscope-%ld-%u", (long)getpid(), next_object % OBJECTS);
  if (length <= 0 || length >= NAME || length >= capacity) return -1;
  next_object++;
  int descriptor = shm_open(chosen, O_CREAT | O_EXCL | O_RDWR, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return -1;
  void *memory = MAP_FAILED;
  if (ftruncate(descriptor, (off_t)count) == 0)
    memory = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (memory == MAP_FAILED) {
    shm_unlink(chosen);
    return -1;
  }
  memcpy(memory, bytes, count);
  munmap(memory, count);
  memcpy(name, chosen, (size_t)length);
  return length;
}

void cn_shared_sweep(void) {
  int kept = errno;
  for (int i = 0; i < OBJECTS; i++)
    if (names[i][0]) shm_unlink(names[i]);
  errno = kept;
}
