/*
 * Makes a virtual machine with one CPU, which never runs, and ends; a child keeps it until that is killed.
 *
 * With the first virtual machine the kernel changes its own code where all CPUs run it, as in the scheduler, and again with the last
 * one; likewise with the first CPU whose APIC is disabled, as it is until its guest boots (preempt_notifier_inc() in
 * virt/kvm/kvm_main.c, apic_sw_disabled in arch/x86/kvm/lapic.c). While this runs there are no first and last ones.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>

static const char usage[] = "usage: hold-kvm\n";

static int make(const char *what, int of, unsigned long request)
{
    int made = ioctl(of, request, 0UL);
    if (made < 0)
        broken(what, errno);
    return made;
}

int main(int argc, char **argv)
{
    nothing_but_help(argc, argv, usage);
    int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (kvm < 0)
        broken("/dev/kvm", errno);
    int machine = make("KVM_CREATE_VM", kvm, KVM_CREATE_VM);
    make("KVM_CREATE_IRQCHIP", machine, KVM_CREATE_IRQCHIP); /* without it the CPU would have no APIC here */
    make("KVM_CREATE_VCPU", machine, KVM_CREATE_VCPU);
    pid_t keeper = fork();
    if (keeper < 0)
        broken("fork", errno);
    while (keeper == 0)
        pause();
    return 0;
}
