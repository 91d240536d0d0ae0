#include "CZlib.h"

#include <stdlib.h>
#include <zlib.h>

struct cz_unpacker {
  z_stream stream;
  int ended;
};

/* 15 bits of window, and 32 to take gzip's header or zlib's. */
enum { EITHER = 15 + 32, LARGEST = 1 << 30 };

cz_unpacker *cz_open(void) {
  cz_unpacker *unpacker = calloc(1, sizeof *unpacker);
  if (unpacker && inflateInit2(&unpacker->stream, EITHER) != Z_OK) {
    free(unpacker);
    return NULL;
  }
  return unpacker;
}

int cz_unpack(
    cz_unpacker *unpacker, const unsigned char *input, size_t count, size_t *used,
    unsigned char *output, size_t capacity, size_t *written) {
  z_stream *stream = &unpacker->stream;
  size_t given = count - *used < LARGEST ? count - *used : LARGEST;
  size_t room = capacity < LARGEST ? capacity : LARGEST;
  if (unpacker->ended) {
    inflateReset(stream);
    unpacker->ended = 0;
  }
  stream->next_in = (unsigned char *)input + *used;
  stream->avail_in = (unsigned)given;
  stream->next_out = output;
  stream->avail_out = (unsigned)room;
  int status = inflate(stream, Z_NO_FLUSH);
  *used += given - stream->avail_in;
  *written = room - stream->avail_out;
  switch (status) {
    case Z_STREAM_END:
      unpacker->ended = 1;
      return CZ_MEMBER;
    case Z_OK:
    case Z_BUF_ERROR:
      return stream->avail_out > 0 && *used == count ? CZ_TRUNCATED : CZ_MORE;
    case Z_MEM_ERROR:
      return CZ_MEMORY;
    default:
      return CZ_CORRUPT;
  }
}

void cz_close(cz_unpacker *unpacker) {
  inflateEnd(&unpacker->stream);
  free(unpacker);
}
