/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BLOCK 64

typedef struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[BLOCK];
} sha256;

static const uint32_t first_state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turn(uint32_t word, int bits)
{
    return word >> bits | word << (32 - bits);
}

static void schedule(const unsigned char *block, uint32_t words[64])
{
    for (int t = 0; t < 16; t++)
        words[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
                   (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
    for (int t = 16; t < 64; t++) {
        uint32_t a = words[t - 15], b = words[t - 2];
        words[t] = words[t - 16] + words[t - 7] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
                   (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
}

static void compress(uint32_t state[8], const unsigned char *block)
{
    uint32_t words[64], v[8];
    schedule(block, words);
    memcpy(v, state, sizeof v);
    for (int t = 0; t < 64; t++) {
        uint32_t a = v[0], e = v[4];
        uint32_t one = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & v[5]) ^ (~e & v[6])) +
                       constants[t] + words[t];
        uint32_t two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += one;
        v[0] = one + two;
    }
    for (int k = 0; k < 8; k++)
        state[k] += v[k];
}

static void sha256_start(sha256 *sum)
{
    *sum = (sha256){0};
    memcpy(sum->state, first_state, sizeof first_state);
}

static void sha256_add(sha256 *sum, const unsigned char *bytes, size_t size)
{
    size_t filled = sum->bytes % BLOCK;
    sum->bytes += size;
    while (size > 0) {
        size_t part = BLOCK - filled < size ? BLOCK - filled : size;
        memcpy(sum->block + filled, bytes, part);
        filled += part, bytes += part, size -= part;
        if (filled == BLOCK) {
            compress(sum->state, sum->block);
            filled = 0;
        }
    }
}

static void sha256_finish(sha256 *sum, char digest[65])
{
    uint64_t bits = sum->bytes * 8;
    unsigned char padding[BLOCK + 8] = {0x80};
    size_t filled = sum->bytes % BLOCK;
    size_t size = (filled < BLOCK - 8 ? BLOCK - 8 : 2 * BLOCK - 8) - filled;
    for (int k = 0; k < 8; k++)
        padding[size + (size_t)k] = (unsigned char)(bits >> (56 - 8 * k));
    sha256_add(sum, padding, size + 8);
    for (int k = 0; k < 8; k++)
        snprintf(digest + 8 * k, 9, "%08x", sum->state[k]);
}

bw_status bw_digest_file(const char *path, int64_t *bytes, char digest[65], bw_error *error)
{
    unsigned char buffer[1 << 16];
    sha256 sum;
    FILE *file = fopen(path, "rb");
    sha256_start(&sum);
    for (size_t got; file && (got = fread(buffer, 1, sizeof buffer, file)) > 0;)
        sha256_add(&sum, buffer, got);
    bool good = file && !ferror(file);
    int reason = errno;
    if (file)
        fclose(file);
    *bytes = good ? (int64_t)sum.bytes : 0;
    sha256_finish(&sum, digest);
    if (!good && error) {
        *error = (bw_error){.status = BW_FAILED};
        snprintf(error->file, sizeof error->file, "%s", path);
        snprintf(error->message, sizeof error->message, "cannot be read: %s", strerror(reason));
    }
    return good ? BW_OK : BW_FAILED;
}
