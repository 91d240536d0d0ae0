/* LIBXSMM's product of a 64 x 64 matrix and 64 rows of 128 samples, plain and transposed, on one thread: GFLOP/s as JSON.
   Run by demos/peers, beside `flowscope bench product`. */
#include <libxsmm.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { features = 64, samples = 128, calls = 2000, rounds = 200 };

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double rate(libxsmm_smmfunction product, const float *weights, const float *values, float *result) {
  double best = 1e9;
  for (int round = 0; round < rounds; round++) {
    double start = seconds();
    for (int call = 0; call < calls; call++) product(values, weights, result);
    double time = seconds() - start;
    if (time < best) best = time;
  }
  return 2.0 * features * features * samples * calls / best / 1e9;
}

int main(void) {
  float *weights = aligned_alloc(64, sizeof(float) * features * features);
  float *values = aligned_alloc(64, sizeof(float) * features * samples);
  float *result = aligned_alloc(64, sizeof(float) * features * samples);
  for (int i = 0; i < features * features; i++) weights[i] = 1e-3f * (i % 97);
  for (int i = 0; i < features * samples; i++) values[i] = 1e-3f * (i % 89);
  libxsmm_init();
  /* Samples are contiguous, so a feature is a column: result = values * weights. */
  const int lda = samples, ldb = features, ldc = samples;
  const float alpha = 1, beta = 0;
  int flags = LIBXSMM_GEMM_FLAG_NONE, transposed = LIBXSMM_GEMM_FLAG_TRANS_B;
  libxsmm_smmfunction plain = libxsmm_smmdispatch(samples, features, features, &lda, &ldb, &ldc, &alpha, &beta, &flags, NULL);
  libxsmm_smmfunction turned = libxsmm_smmdispatch(samples, features, features, &lda, &ldb, &ldc, &alpha, &beta, &transposed, NULL);
  if (!plain || !turned) return 1;
  printf("{\"product\": %.1f, \"transposed product\": %.1f}\n", rate(plain, weights, values, result),
         rate(turned, weights, values, result));
  return 0;
}
