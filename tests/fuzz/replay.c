/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a fuzz target without a fuzzer: on every file given, as each table, and on changes of it that are the
 * same in every run. Usage: replay CHANGES FILE...
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_READ ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint64_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Bytes that mean something to a reader of tables. */
static const char telling[] = {',', ';', '"', '\'', '\n',       '\r',       '\t',       '.',       '-',
                               '(', ')', '0', '9',  'e',        'E',        '+',        '=',       ' ',
                               '%', '/', '#', 0,    (char)0xC2, (char)0xA0, (char)0xEF, (char)0xFF};

/* One to eight bytes are set, taken out or doubled. */
static size_t change(uint8_t *bytes, size_t size, uint64_t *state)
{
    for (uint64_t left = 1 + draw(state) % 8; left && size > 2; left--) {
        size_t at = 1 + draw(state) % (size - 1);
        switch (draw(state) % 4) {
        case 0:
            bytes[at] = (uint8_t)telling[draw(state) % sizeof telling];
            break;
        case 1:
            bytes[at] = (uint8_t)draw(state);
            break;
        case 2:
            memmove(bytes + at, bytes + at + 1, size - at - 1);
            size--;
            break;
        case 3:
            memmove(bytes + at + 1, bytes + at, size - at);
            size++;
            break;
        }
    }
    return size;
}

static size_t replay(const char *path, long changes)
{
    static uint8_t original[SIZE_MAX_READ + 16], changed[SIZE_MAX_READ + 32];
    size_t runs = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = 1 + fread(original + 1, 1, SIZE_MAX_READ, file);
    fclose(file);
    uint64_t state = size;
    for (int choice = 0; choice < 64; choice++, runs++) {
        original[0] = (uint8_t)choice;
        LLVMFuzzerTestOneInput(original, size);
    }
    for (long k = 0; k < changes; k++, runs++) {
        memcpy(changed, original, size);
        changed[0] = (uint8_t)draw(&state);
        LLVMFuzzerTestOneInput(changed, change(changed, size, &state));
    }
    return runs;
}

int main(int count, char **arguments)
{
    size_t runs = 0;
    long changes = count > 1 ? strtol(arguments[1], NULL, 10) : 0;
    for (int k = 2; k < count; k++)
        runs += replay(arguments[k], changes);
    printf("%zu runs\n", runs);
    return runs ? 0 : 1;
}
