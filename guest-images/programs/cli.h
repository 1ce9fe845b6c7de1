/* What the programs here share: errors of one line with the exit codes of the project, strict numbers and lists, clocks. */
#ifndef KSMLAB_CLI_H
#define KSMLAB_CLI_H

#ifndef _GNU_SOURCE
#error "_GNU_SOURCE, for program_invocation_short_name"
#endif

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_WRONG_USE = 64, EXIT_BROKEN = 70 };

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_US UINT64_C(1000)

__attribute__((noreturn, format(printf, 1, 2))) static inline void wrong_use(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_WRONG_USE);
}

/* Ends the program over an error number, which is errno's for a system call and the returned one for pthread_*. */
__attribute__((noreturn)) static inline void broken(const char *what, int error)
{
    fprintf(stderr, "%s: %s: %s (errno %d)\n", program_invocation_short_name, what, strerror(error), error);
    exit(EXIT_BROKEN);
}

/* For getopt_long's '?': it has said what is wrong, in one line. */
__attribute__((noreturn)) static inline void wrong_option(void)
{
    exit(EXIT_WRONG_USE);
}

static inline void no_more_words(int argc, char **argv, int next)
{
    if (next < argc)
        wrong_use("'%s' belongs to no option", argv[next]);
}

/* For a program that takes nothing but --help. */
static inline void nothing_but_help(int argc, char **argv, const char *usage)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option != 'h')
            wrong_option();
        fputs(usage, stdout);
        exit(0);
    }
    no_more_words(argc, argv, optind);
}

/* One decimal number; on return *rest is what follows it. */
static inline uint64_t leading_number(const char *option, const char *text, const char **rest, uint64_t min, uint64_t max)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    /* strtoull takes blanks and signs; we do not. */
    if (*text < '0' || *text > '9' || errno != 0 || value < min || value > max)
        wrong_use("%s: '%s' is not a number from %llu to %llu", option, text, (unsigned long long)min,
                  (unsigned long long)max);
    *rest = end;
    return value;
}

static inline uint64_t number(const char *option, const char *text, uint64_t min, uint64_t max)
{
    const char *rest;
    uint64_t value = leading_number(option, text, &rest, min, max);
    if (*rest != '\0')
        wrong_use("%s: '%s' is not a number", option, text);
    return value;
}

/* A list as the kernel writes them, "0,2-3": calls add(set, n) for each. */
static inline void number_list(const char *option, const char *text, uint64_t max, void (*add)(void *, unsigned), void *set)
{
    const char *at = text;
    for (;;) {
        uint64_t first = leading_number(option, at, &at, 0, max);
        uint64_t last = *at == '-' ? leading_number(option, at + 1, &at, first, max) : first;
        for (uint64_t n = first; n <= last; n++)
            add(set, (unsigned)n);
        if (*at == '\0')
            return;
        if (*at != ',')
            wrong_use("%s: '%s' is not a list such as 0,2-3", option, text);
        at++;
    }
}

static inline uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static inline uint64_t monotonic_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

static inline uint64_t realtime_ns(void)
{
    return clock_ns(CLOCK_REALTIME);
}

static inline double seconds_since(uint64_t start_ns)
{
    return (double)(monotonic_ns() - start_ns) / (double)NS_PER_S;
}

/* Sleeps at least that long; a signal that does not end the program cuts it short. */
static inline void sleep_ns(uint64_t length_ns)
{
    struct timespec length = {.tv_sec = (time_t)(length_ns / NS_PER_S), .tv_nsec = (long)(length_ns % NS_PER_S)};
    nanosleep(&length, NULL);
}

/* For a load that never ends: whoever logs in to look at the machine goes first. */
static inline void give_way(void)
{
    errno = 0;
    if (nice(19) == -1 && errno != 0)
        broken("nice", errno);
}

/* Whoever reads our lines wants each when it is printed, also through a pipe. */
static inline void print_whole_lines(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
}

#endif
