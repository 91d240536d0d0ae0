/* Unpacking of gzip and zlib, and packing, over zlib: what Swift could do only with pointers that outlive
   a call. */
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>

typedef struct cz_unpacker cz_unpacker;

enum {
  CZ_MORE = 0,      /* the output is full, or the input is used up */
  CZ_MEMBER = 1,    /* a member ended and its checksum is right; the next call begins another */
  CZ_TRUNCATED = 2, /* the input is used up in the middle of a member */
  CZ_CORRUPT = 3,   /* this is not gzip, or its checksum is wrong */
  CZ_MEMORY = 4
};

/* Null where there is no memory for it. */
cz_unpacker *cz_open(void);

/* Unpacks from input[*used ..< count] into output[0 ..< capacity]; *used moves on, *written is set. */
int cz_unpack(
    cz_unpacker *unpacker, const unsigned char *input, size_t count, size_t *used,
    unsigned char *output, size_t capacity, size_t *written);

void cz_close(cz_unpacker *unpacker);

/* The most bytes that so many can become. */
size_t cz_pack_bound(size_t count);

/* Packs bytes in zlib's format; returns how many were written, 0 where there is no memory for it. */
size_t cz_pack(const unsigned char *input, size_t count, unsigned char *output, size_t capacity);

/* The same in less time, and into more bytes: for what is sent and forgotten. */
size_t cz_pack_fast(const void *input, size_t count, unsigned char *output, size_t capacity);

/* The checksum that PNG and gzip use. */
unsigned cz_crc(const unsigned char *input, size_t count);

#endif
