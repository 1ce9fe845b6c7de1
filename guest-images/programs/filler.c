/*
 * Fills anonymous memory with pages that KSM can merge, or cannot, and keeps them.
 *
 * Prints when done: state=filled pages=N seconds=S pid=P
 */
#define _GNU_SOURCE
#include "cli.h"

#include <getopt.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static const char usage[] =
    "usage: filler --mib N --pattern zero|one|k:N|random [--seed S] [--mergeable] [--nohuge] [--mlock]\n"
    "       [--touch-ms MS [--touch-at-usr1]]\n"
    "  zero      zeros, written\n"
    "  one       one content for all pages, not zero\n"
    "  k:N       N contents, round robin\n"
    "  random    a content of its own for each page, from the seed (default 1)\n"
    "  --touch-ms MS  afterwards, at nice 19, read a word of each page, in no order, rest MS ms, and so on; without it, only wait\n"
    "  --touch-at-usr1  begin with that at SIGUSR1: pages that nobody touches merge many times as fast\n";

/* What tells one program's "one" from freed or poisoned memory in a dump. */
#define FILL_WORD UINT64_C(0x6b736d6c61622121)

struct pattern {
    enum { ZERO, CONTENTS, RANDOM } kind;
    uint64_t contents; /* of CONTENTS: how many there are */
};

static struct pattern parse_pattern(const char *text)
{
    if (strcmp(text, "zero") == 0)
        return (struct pattern){ZERO, 1};
    if (strcmp(text, "one") == 0)
        return (struct pattern){CONTENTS, 1};
    if (strcmp(text, "random") == 0)
        return (struct pattern){RANDOM, 0};
    if (strncmp(text, "k:", 2) == 0)
        return (struct pattern){CONTENTS, number("--pattern k:N", text + 2, 1, UINT32_MAX)};
    wrong_use("--pattern: '%s' is none of zero, one, k:N, random", text);
}

/* xorshift64: enough for pages that do not merge, and cheap where multiplication is emulated. */
static uint64_t next_random(uint64_t state)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^ state << 17;
}

static void fill(char *memory, uint64_t pages, size_t page_bytes, struct pattern pattern, uint64_t seed)
{
    size_t words = page_bytes / sizeof(uint64_t);
    uint64_t *page = malloc(page_bytes);
    if (page == NULL)
        broken("malloc", errno);
    for (size_t word = 0; word < words; word++)
        page[word] = pattern.kind == ZERO ? 0 : FILL_WORD;

    uint64_t state = seed;
    for (uint64_t i = 0; i < pages; i++) {
        switch (pattern.kind) {
        case ZERO:
            break;
        case CONTENTS:
            page[0] = FILL_WORD + i % pattern.contents;
            break;
        case RANDOM:
            for (size_t word = 0; word < words; word++)
                page[word] = state = next_random(state);
            break;
        }
        memcpy(memory + i * page_bytes, page, page_bytes);
    }
    free(page);
}

static void advise(char *memory, size_t bytes, int advice, const char *what)
{
    if (madvise(memory, bytes, advice) != 0)
        broken(what, errno);
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/*
 * A step that, taken again and again round the pages, comes to each of them, and soon to every part of them: a walk that has taken away
 * some of the pages is met at once, wherever they are. In their order it would be met when the touching comes to where the walk is.
 */
static uint64_t scattering_step(uint64_t pages)
{
    uint64_t step = pages * 618 / 1000; /* the golden ratio */
    while (greatest_common_divisor(step, pages) != 1)
        step++;
    return step;
}

int main(int argc, char **argv)
{
    enum { MIB, PATTERN, SEED, MERGEABLE, NOHUGE, MLOCK, TOUCH_MS, TOUCH_AT_USR1, HELP };
    static const struct option options[] = {
        {"mib", required_argument, NULL, MIB},
        {"pattern", required_argument, NULL, PATTERN},
        {"seed", required_argument, NULL, SEED},
        {"mergeable", no_argument, NULL, MERGEABLE},
        {"nohuge", no_argument, NULL, NOHUGE},
        {"mlock", no_argument, NULL, MLOCK},
        {"touch-ms", required_argument, NULL, TOUCH_MS},
        {"touch-at-usr1", no_argument, NULL, TOUCH_AT_USR1},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    uint64_t mib = 0, seed = 1, touch_ms = 0;
    struct pattern pattern = {ZERO, 0};
    bool has_pattern = false, mergeable = false, nohuge = false, lock = false, touch = false, touch_at_usr1 = false;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case MIB:
            mib = number("--mib", optarg, 1, UINT32_MAX);
            break;
        case PATTERN:
            pattern = parse_pattern(optarg);
            has_pattern = true;
            break;
        case SEED:
            /* 0 is xorshift's fixed point. */
            seed = number("--seed", optarg, 1, UINT64_MAX);
            break;
        case MERGEABLE:
            mergeable = true;
            break;
        case NOHUGE:
            nohuge = true;
            break;
        case MLOCK:
            lock = true;
            break;
        case TOUCH_MS:
            touch_ms = number("--touch-ms", optarg, 0, UINT32_MAX);
            touch = true;
            break;
        case TOUCH_AT_USR1:
            touch_at_usr1 = true;
            break;
        case HELP:
            fputs(usage, stdout);
            return 0;
        default:
            wrong_option();
        }
    }
    no_more_words(argc, argv, optind);
    if (mib == 0)
        wrong_use("--mib is missing");
    if (!has_pattern)
        wrong_use("--pattern is missing");
    if (touch_at_usr1 && !touch)
        wrong_use("--touch-at-usr1: --touch-ms is missing");
    print_whole_lines();

    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    if (touch_at_usr1)
        sigprocmask(SIG_BLOCK, &usr1, NULL);

    size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    size_t bytes = (size_t)mib << 20;
    uint64_t pages = bytes / page_bytes;
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        broken("mmap", errno);
    if (nohuge)
        advise(memory, bytes, MADV_NOHUGEPAGE, "madvise(MADV_NOHUGEPAGE)");
    if (mergeable)
        advise(memory, bytes, MADV_MERGEABLE, "madvise(MADV_MERGEABLE)");

    uint64_t start_ns = monotonic_ns();
    fill(memory, pages, page_bytes, pattern, seed);
    if (lock && mlock(memory, bytes) != 0)
        broken("mlock", errno);
    printf("state=filled pages=%llu seconds=%.3f pid=%ld\n", (unsigned long long)pages, seconds_since(start_ns),
           (long)getpid());

    while (!touch)
        pause();
    if (touch_at_usr1)
        sigwaitinfo(&usr1, NULL);
    give_way();
    uint64_t step = scattering_step(pages);
    for (uint64_t page = 0;;) {
        for (uint64_t i = 0; i < pages; i++) {
            (void)*(volatile char *)(memory + page * page_bytes);
            page = (page + step) % pages;
        }
        sleep_ns(touch_ms * NS_PER_MS);
    }
}
