// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the kernel report what it is told to: echo WORD > /proc/reports. Only for capturing the logs beside this folder, in a
 * machine of its own.
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nmi.h>
#include <linux/preempt.h>
#include <linux/proc_fs.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define STALL_MS 7000

static DEFINE_MUTEX(never_unlocked);

/* Larger than any user copy allowed from it: it is one object of a slab. */
#define TOO_MANY_BYTES 4096

static noinline void spin_ms(unsigned int ms)
{
	while (ms--)
		udelay(1000);
}

static noinline void soft_lockup(void)
{
	preempt_disable();
	spin_ms(STALL_MS);
	preempt_enable();
}

static noinline void rcu_stall(void)
{
	unsigned int ms;

	rcu_read_lock();
	preempt_disable();
	for (ms = 0; ms < STALL_MS; ms += 100) {
		touch_softlockup_watchdog();
		spin_ms(100);
	}
	preempt_enable();
	rcu_read_unlock();
}

static bool is_deaf;

static int deaf(void *unused)
{
	unsigned long flags;

	local_irq_save(flags);
	WRITE_ONCE(is_deaf, true);
	spin_ms(STALL_MS + 3000);
	local_irq_restore(flags);
	return 0;
}

static void answer(void *unused)
{
}

/* Leaves this task on CPU 0, and CPU 1 without interrupts. */
static bool deafen(void)
{
	struct task_struct *task;

	set_cpus_allowed_ptr(current, cpumask_of(0));
	task = kthread_create(deaf, NULL, "deaf");
	if (IS_ERR(task))
		return false;
	kthread_bind(task, 1);
	wake_up_process(task);
	while (!READ_ONCE(is_deaf))
		cpu_relax();
	return true;
}

/* The other CPU does not answer interrupts: this one is its victim. */
static noinline void lost_ipi(void)
{
	if (deafen())
		smp_call_function_single(1, answer, NULL, 1);
}

/* The other CPU does not answer interrupts, and this one waits for nothing from it. */
static noinline void hard_lockup(void)
{
	if (deafen())
		msleep(STALL_MS);
}

static noinline void hung_task(void)
{
	mutex_lock(&never_unlocked);
	mutex_lock(&never_unlocked);
}

static noinline void null_dereference(void)
{
	WRITE_ONCE(*(volatile int *)8, 1);
}

static noinline void protection_fault(void)
{
	WRITE_ONCE(*(volatile int *)0xdead000000000100, 1);
}

static noinline void divide_error(void)
{
	volatile int number = 1;
	volatile int zero = 0;

	pr_info("%d\n", number / zero);
}

static noinline void list_corruption(void)
{
	LIST_HEAD(head);
	LIST_HEAD(stranger);
	LIST_HEAD(entry);

	list_add(&entry, &head);
	entry.next = &stranger;
	list_del(&entry);
}

static noinline void atomic_sleep(void)
{
	preempt_disable();
	schedule();
	preempt_enable();
}

static noinline void bad_usercopy(void)
{
	char *object = kmalloc(64, GFP_KERNEL);
	volatile size_t bytes = TOO_MANY_BYTES;

	if (!object)
		return;
	OPTIMIZER_HIDE_VAR(object); /* or a warning of the fortified copy comes first */
	if (copy_to_user((void __user *)PAGE_SIZE, object, bytes))
		pr_info("not copied\n");
	kfree(object);
}

static noinline void bug(void)
{
	BUG();
}

static noinline void warning(void)
{
	WARN(1, "as told\n");
}

static const struct {
	const char *word;
	void (*report)(void);
} reports[] = {
	{ "soft-lockup", soft_lockup },
	{ "rcu-stall", rcu_stall },
	{ "lost-ipi", lost_ipi },
	{ "hard-lockup", hard_lockup },
	{ "hung-task", hung_task },
	{ "null-dereference", null_dereference },
	{ "protection-fault", protection_fault },
	{ "divide-error", divide_error },
	{ "list-corruption", list_corruption },
	{ "atomic-sleep", atomic_sleep },
	{ "bad-usercopy", bad_usercopy },
	{ "bug", bug },
	{ "warning", warning },
};

static ssize_t reports_write(struct file *file, const char __user *text, size_t bytes, loff_t *position)
{
	char word[32] = "";
	size_t i;

	if (bytes >= sizeof(word) || copy_from_user(word, text, bytes))
		return -EINVAL;
	strim(word);
	for (i = 0; i < ARRAY_SIZE(reports); i++) {
		if (strcmp(word, reports[i].word) == 0) {
			reports[i].report();
			return bytes;
		}
	}
	return -EINVAL;
}

static const struct proc_ops reports_ops = {
	.proc_write = reports_write,
};

static int __init reports_init(void)
{
	return proc_create("reports", 0200, NULL, &reports_ops) ? 0 : -ENOMEM;
}

static void __exit reports_exit(void)
{
	remove_proc_entry("reports", NULL);
}

module_init(reports_init);
module_exit(reports_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Makes the kernel report what it is told to");
