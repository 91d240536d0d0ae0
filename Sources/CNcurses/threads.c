/* A stack overflow is reported on another stack, which every thread must have of its own. The threads are
 * started by libraries, so the function that starts them is replaced by one that gives each its stack. */
#define _GNU_SOURCE
#if defined(__linux__)
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum { STACK = 32 * 1024 };

typedef struct {
  void *(*body)(void *);
  void *argument;
  void *stack;
} beginning;

static void *begin(void *pointer) {
  beginning own = *(beginning *)pointer;
  free(pointer);
  stack_t other = {.ss_sp = own.stack, .ss_size = STACK, .ss_flags = 0};
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&other, NULL);
  void *result;
  pthread_cleanup_push(free, own.stack);
  result = own.body(own.argument);
  sigaltstack(&none, NULL);
  pthread_cleanup_pop(1);
  return result;
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  typedef int (*creation)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  creation create = (creation)dlsym(RTLD_NEXT, "pthread_create");
  if (!create) return EAGAIN;
  beginning *own = malloc(sizeof *own);
  void *stack = malloc(STACK);
  int status = EAGAIN;
  if (own && stack) {
    *own = (beginning){body, argument, stack};
    status = create(thread, attributes, begin, own);
  }
  if (status != 0) {
    free(own);
    free(stack);
  }
  return status;
}
#else
typedef int nothing_here;
#endif
