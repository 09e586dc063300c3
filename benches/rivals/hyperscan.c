/* Counts the lines that have one of many literal codes, with Hyperscan or Vectorscan, in blocks of whole lines.
 *
 *   cc -O3 -march=native benches/rivals/hyperscan.c -lhs -o hyperscan
 *   hyperscan CODES FILE
 *
 * Prints the lines, the seconds for building the database, and those for reading and searching. */

#define _GNU_SOURCE /* memrchr */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As much as errdex reads at a time; a longer line is cut. */
#define BLOCK (256 << 10)

struct literals {
    char *text;
    const char **codes;
    size_t *lengths;
    unsigned *flags;
    unsigned *ids;
    unsigned count;
};

/* Where the line with the last hit ends; hits before that are on the same line. */
struct hits {
    const char *block;
    size_t size;
    size_t line_end;
    unsigned long lines;
};

static void fail(const char *what) {
    fprintf(stderr, "hyperscan: %s\n", what);
    exit(2);
}

static void *room(size_t bytes) {
    void *memory = malloc(bytes);
    if (!memory) fail("no memory");
    return memory;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static char *whole_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail("cannot open the codes");
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = room(*size + 1);
    if (fread(text, 1, *size, file) != *size) fail("cannot read the codes");
    text[*size] = 0;
    fclose(file);
    return text;
}

static struct literals read_literals(const char *path) {
    size_t size;
    struct literals all = {.text = whole_file(path, &size)};
    size_t most = 1;
    for (size_t i = 0; i < size; i++) most += all.text[i] == '\n';
    all.codes = room(most * sizeof *all.codes);
    all.lengths = room(most * sizeof *all.lengths);
    all.flags = room(most * sizeof *all.flags);
    all.ids = room(most * sizeof *all.ids);
    for (char *line = strtok(all.text, "\n"); line; line = strtok(NULL, "\n")) {
        all.codes[all.count] = line;
        all.lengths[all.count] = strlen(line);
        all.flags[all.count] = 0;
        all.ids[all.count] = all.count;
        all.count++;
    }
    return all;
}

static hs_database_t *build(const struct literals *all) {
    hs_database_t *database;
    hs_compile_error_t *error;
    hs_error_t status =
        hs_compile_lit_multi(all->codes, all->flags, all->ids, all->lengths, all->count, HS_MODE_BLOCK, NULL, &database, &error);
    if (status != HS_SUCCESS) fail(error->message);
    return database;
}

static int on_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    struct hits *hits = context;
    (void)id, (void)from, (void)flags;
    if (to <= hits->line_end) return 0;
    const char *end = memchr(hits->block + to, '\n', hits->size - to);
    hits->line_end = end ? (size_t)(end - hits->block) : hits->size;
    hits->lines++;
    return 0;
}

static unsigned long count_lines(FILE *file, const hs_database_t *database) {
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) fail("no scratch");
    setvbuf(file, NULL, _IONBF, 0);
    char *block = room(BLOCK);
    struct hits hits = {.block = block};
    size_t kept = 0, got;
    while ((got = fread(block + kept, 1, BLOCK - kept, file)) > 0) {
        size_t size = kept + got;
        const char *last = memrchr(block, '\n', size);
        hits.size = last ? (size_t)(last + 1 - block) : size;
        hits.line_end = 0;
        if (hs_scan(database, block, (unsigned)hits.size, 0, scratch, on_hit, &hits) != HS_SUCCESS) fail("cannot search");
        kept = size - hits.size;
        memmove(block, block + hits.size, kept);
    }
    return hits.lines;
}

int main(int argc, char **argv) {
    if (argc != 3) fail("usage: hyperscan CODES FILE");
    struct literals all = read_literals(argv[1]);
    double start = now();
    hs_database_t *database = build(&all);
    double built = now();
    FILE *file = fopen(argv[2], "rb");
    if (!file) fail("cannot open the log");
    unsigned long lines = count_lines(file, database);
    printf("%lu %.6f %.6f\n", lines, built - start, now() - built);
    return 0;
}
