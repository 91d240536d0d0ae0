#include "CZlib.h"

#include <zlib.h>

size_t cz_pack_bound(size_t count) { return compressBound(count); }

size_t cz_pack(const unsigned char *input, size_t count, unsigned char *output, size_t capacity) {
  uLongf written = capacity;
  return compress2(output, &written, input, count, 6) == Z_OK ? written : 0;
}

size_t cz_pack_fast(const void *input, size_t count, unsigned char *output, size_t capacity) {
  uLongf written = capacity;
  return compress2(output, &written, input, count, 1) == Z_OK ? written : 0;
}

unsigned cz_crc(const unsigned char *input, size_t count) {
  uLong sum = crc32(0, Z_NULL, 0);
  while (count > 0) {
    uInt part = count < (1u << 30) ? (uInt)count : 1u << 30;
    sum = crc32(sum, input, part);
    input += part;
    count -= part;
  }
  return (unsigned)sum;
}
