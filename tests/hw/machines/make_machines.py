#!/usr/bin/env python3
"""Writes the machines of this folder: /proc and /sys trees of the files that tare reads, no more.

They are made from public facts (vendors' data sheets, kernel documentation, listings that users published), in
the layout that the kernel gives them. The trees are kept in the repository; run this again after a change here,
and look at the difference. A cache is written under the first CPU that shares it, since nobody reads it elsewhere.
"""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
FIRST_PID_NAMESPACE = 4026531836


def cpu_list(cpus):
    """[0, 1, 2, 5] -> "0-2,5" """
    runs = []
    for cpu in sorted(cpus):
        if runs and cpu == runs[-1][1] + 1:
            runs[-1][1] = cpu
        else:
            runs.append([cpu, cpu])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def mask(cpus):
    return f"{sum(1 << cpu for cpu in cpus):x}"


class Tree:
    def __init__(self, name):
        self.root = HERE / name
        if self.root.exists():
            shutil.rmtree(self.root)

    def put(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text if text.endswith("\0") else text.rstrip("\n") + "\n")

    def put_all(self, folder, files):
        for name, text in files.items():
            self.put(f"{folder}/{name}", str(text))

    def cores(self, cores, packages=None, core_ids=None):
        """cores: lists of the CPUs of each core; packages: lists of the CPUs of each package."""
        cpus = sorted(cpu for core in cores for cpu in core)
        packages = packages or [cpus]
        system = "sys/devices/system/cpu"
        self.put_all(system, {"online": cpu_list(cpus), "present": cpu_list(cpus), "possible": cpu_list(cpus)})
        for index, core in enumerate(cores):
            package = next(p for p in packages if core[0] in p)
            for cpu in core:
                self.put_all(f"{system}/cpu{cpu}/topology", {
                    "core_id": core_ids[index] if core_ids else index,
                    "physical_package_id": packages.index(package),
                    "core_cpus": mask(core), "package_cpus": mask(package)})

    def cache(self, index, level, kind, kib, sharers):
        """sharers: lists of the CPUs of each instance of this cache."""
        for cpus in sharers:
            self.put_all(f"sys/devices/system/cpu/cpu{min(cpus)}/cache/index{index}", {
                "level": level, "type": kind, "size": f"{kib}K", "shared_cpu_map": mask(cpus)})

    def nodes(self, nodes, kib):
        self.put("sys/devices/system/node/online", cpu_list(range(len(nodes))))
        for index, cpus in enumerate(nodes):
            distances = " ".join("10" if index == other else "21" for other in range(len(nodes)))
            self.put_all(f"sys/devices/system/node/node{index}", {
                "cpumap": mask(cpus), "distance": distances,
                "meminfo": f"Node {index} MemTotal:       {kib // len(nodes)} kB"})

    def frequency(self, cpus, khz, driver, governor):
        for cpu in cpus:
            self.put_all(f"sys/devices/system/cpu/cpu{cpu}/cpufreq", {
                "cpuinfo_max_freq": khz, "scaling_driver": driver, "scaling_governor": governor})

    def idle(self, cpus, states):
        """states: (name, exit latency in us); only under CPUs that would be measured, nobody reads it elsewhere."""
        for cpu in cpus:
            for number, (name, latency) in enumerate(states):
                self.put_all(f"sys/devices/system/cpu/cpu{cpu}/cpuidle/state{number}",
                             {"name": name, "latency": latency, "disable": 0})

    def sysctl(self, **values):
        self.put_all("proc/sys/kernel", values)

    def swap(self, total_kib, free_kib):
        memory = (self.root / "proc/meminfo").read_text()
        self.put("proc/meminfo", memory + f"SwapTotal:      {total_kib:>8} kB\nSwapFree:       {free_kib:>8} kB")

    def irqs(self, cpus_of):
        """cpus_of: the CPUs that each device interrupt may come to, as a list in the kernel's words."""
        for number, cpus in cpus_of.items():
            self.put(f"proc/irq/{number}/smp_affinity_list", cpus)

    def interrupts(self, cpus, rows):
        """rows: (name, counts by CPU as a dictionary or one for all, description)"""
        text = "".join(f"{'CPU%d' % cpu:>11}" for cpu in cpus) + "\n"
        for name, counts, what in rows:
            values = [counts.get(cpu, 0) if isinstance(counts, dict) else counts for cpu in cpus]
            text += f"{name + ':':>5}" + "".join(f"{v:>11}" for v in values) + f"  {what}\n"
        self.put("proc/interrupts", "    " + text)

    def system(self, release, mem_kib, clock, host, cmdline, isolated="", nohz_full="", thp="madvise",
               pid_namespace=FIRST_PID_NAMESPACE):
        self.put("proc/sys/kernel/osrelease", release)
        self.put("proc/sys/kernel/hostname", host)
        self.put("proc/sys/kernel/randomize_va_space", "2")
        self.put("proc/meminfo", f"MemTotal:       {mem_kib:>8} kB\nMemFree:        {mem_kib // 2:>8} kB")
        self.put("proc/cmdline", cmdline)
        self.put("proc/uptime", "86412.77 600000.10")
        self.put("proc/stat", "cpu  1 0 1 1 0 0 0 0 0 0\nbtime 1726000000")
        self.put("proc/1/comm", "systemd")
        self.put_all("sys/devices/system/cpu", {"isolated": isolated, "nohz_full": nohz_full})
        self.put("sys/devices/system/clocksource/clocksource0/current_clocksource", clock)
        words = " ".join(f"[{w}]" if w == thp else w for w in ("always", "madvise", "never"))
        self.put("sys/kernel/mm/transparent_hugepage/enabled", words)
        self.put("sys/kernel/mm/transparent_hugepage/defrag", "always defer defer+madvise [madvise] never")
        others = {"tsc": " hpet acpi_pm", "kvm-clock": " tsc acpi_pm"}.get(clock, "")
        self.put("sys/devices/system/clocksource/clocksource0/available_clocksource", clock + others)
        self.put("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999")
        self.put("sys/class/net/lo/mtu", "65536")
        self.put_all("proc/sys/net/ipv4", {
            "tcp_congestion_control": "cubic", "tcp_rmem": "4096\t131072\t6291456",
            "tcp_wmem": "4096\t16384\t4194304", "tcp_autocorking": "1", "tcp_slow_start_after_idle": "1"})
        link = self.root / "proc/self/ns/pid"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"pid:[{pid_namespace}]")

    def cgroup_2(self, path, files=None):
        self.put("proc/self/cgroup", f"0::{path}")
        self.put("proc/self/mountinfo",
                 "22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n"
                 "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw")
        folder = ("sys/fs/cgroup" + path).rstrip("/")
        self.put_all(folder, {"cpu.stat": "usage_usec 1\nnr_periods 0\nnr_throttled 0", **(files or {})})

    def vulnerabilities(self, **states):
        self.put_all("sys/devices/system/cpu/vulnerabilities", states)

    def x86(self, cpus, vendor, family, model, name, stepping, mhz, flags, microcode="0x1"):
        one = (f"processor\t: {{}}\nvendor_id\t: {vendor}\ncpu family\t: {family}\nmodel\t\t: {model}\n"
               f"model name\t: {name}\nstepping\t: {stepping}\nmicrocode\t: {microcode}\ncpu MHz\t\t: {mhz:.3f}\n"
               f"flags\t\t: {flags}\n\n")
        self.put("proc/cpuinfo", "".join(one.format(cpu) for cpu in cpus))

    def arm(self, cpus, part, revision, variant, features, tail=""):
        one = (f"processor\t: {{}}\nBogoMIPS\t: 108.00\nFeatures\t: {features}\nCPU implementer\t: 0x41\n"
               f"CPU architecture: 8\nCPU variant\t: 0x{variant:x}\nCPU part\t: 0x{part:x}\n"
               f"CPU revision\t: {revision}\n\n")
        self.put("proc/cpuinfo", "".join(one.format(cpu) for cpu in cpus) + tail)

    def dmi(self, vendor, product):
        self.put_all("sys/class/dmi/id", {"sys_vendor": vendor, "product_name": product})


X86 = ("fpu tsc cx8 clflush mmx sse sse2 ht syscall nx pni pclmulqdq ssse3 cx16 sse4_1 sse4_2 movbe popcnt aes "
       "avx f16c rdrand fma bmi1 avx2 bmi2 erms rdseed adx")
AVX512 = " avx512f avx512dq avx512cd avx512bw avx512vl avx512_vnni"
SERVER_TIMER = ("LOC", 90210033, "Local timer interrupts")


def laptop_hybrid():
    """Intel Core i7-1370P: 6 performance cores with two threads, 8 efficiency cores in clusters of four."""
    t, cpus = Tree("laptop-i7-1370p"), range(20)
    fast = [[2 * i, 2 * i + 1] for i in range(6)]
    slow = [[i] for i in range(12, 20)]
    clusters = [[12, 13, 14, 15], [16, 17, 18, 19]]
    t.cores(fast + slow, core_ids=[0, 4, 8, 12, 16, 20, 24, 25, 26, 27, 28, 29, 30, 31])
    t.cache(0, 1, "Data", 48, fast)
    t.cache(0, 1, "Data", 32, slow)
    t.cache(2, 2, "Unified", 1280, fast)
    t.cache(2, 2, "Unified", 2048, clusters)
    t.cache(3, 3, "Unified", 24576, [list(cpus)])
    t.nodes([list(cpus)], 32541224)
    t.put("sys/devices/cpu_core/cpus", "0-11")
    t.put("sys/devices/cpu_atom/cpus", "12-19")
    t.put_all("sys/devices/system/cpu/smt", {"control": "on"})
    t.frequency(range(12), 5200000, "intel_pstate", "powersave")
    t.frequency(range(12, 20), 3900000, "intel_pstate", "powersave")
    t.put("sys/devices/system/cpu/intel_pstate/no_turbo", "0")
    t.x86(cpus, "GenuineIntel", 6, 186, "13th Gen Intel(R) Core(TM) i7-1370P", 2, 1900, X86 + " sha_ni vaes",
          "0x4122")
    t.interrupts(cpus, [
        ("0", {0: 6}, "IR-IO-APIC    2-edge      timer"),
        ("1", {4: 48211}, "IR-IO-APIC    1-edge      i8042"),
        ("16", {2: 9120334}, "IR-IO-APIC   16-fasteoi   idma64.0, i2c_designware.0"),
        ("145", {5: 310022}, "IR-PCI-MSIX-0000:02:00.0    1-edge      nvme0q1"),
        ("176", {12: 88214}, "IR-PCI-MSI-0000:00:02.0    0-edge      i915"),
        SERVER_TIMER])
    t.system("6.8.0-45-generic", 32541224, "tsc", "laptop", "BOOT_IMAGE=/vmlinuz root=/dev/mapper/root ro quiet")
    t.cgroup_2("/user.slice/user-1000.slice/session-2.scope", {"cpuset.cpus.effective": "0-19"})
    t.vulnerabilities(meltdown="Not affected", spectre_v2="Mitigation: Enhanced / Automatic IBRS",
                      retbleed="Not affected")
    t.dmi("LENOVO", "21HQ")
    t.idle([4, 6], [("POLL", 0), ("C1_ACPI", 1), ("C2_ACPI", 127), ("C3_ACPI", 1048)])
    t.sysctl(nmi_watchdog=1, perf_event_paranoid=4, io_uring_disabled=0, apparmor_restrict_unprivileged_userns=1)
    t.swap(8388604, 7340028)
    t.irqs({1: "0-19", 16: "0-19", 145: "5", 176: "0-19"})
    t.put_all("sys/class/power_supply/AC", {"type": "Mains", "online": "0"})
    t.put_all("sys/class/power_supply/BAT0", {"type": "Battery"})
    t.put_all("sys/class/thermal/thermal_zone0", {"type": "acpitz", "temp": "47000"})
    t.put_all("sys/class/thermal/thermal_zone7", {"type": "x86_pkg_temp", "temp": "51500"})


def xeon_two_sockets():
    """Two Intel Xeon E5-2637 v4: four cores with two threads each, 15 MiB of L3 a socket."""
    t, cpus = Tree("xeon-e5-2637v4-x2"), range(16)
    cores = [[i, i + 8] for i in range(8)]
    packages = [[0, 1, 2, 3, 8, 9, 10, 11], [4, 5, 6, 7, 12, 13, 14, 15]]
    t.cores(cores, packages, core_ids=[0, 1, 2, 3, 0, 1, 2, 3])
    t.cache(0, 1, "Data", 32, cores)
    t.cache(2, 2, "Unified", 256, cores)
    t.cache(3, 3, "Unified", 15360, packages)
    t.nodes(packages, 131794944)
    t.put_all("sys/devices/system/cpu/smt", {"control": "on"})
    t.frequency(cpus, 3700000, "intel_cpufreq", "performance")
    t.put("sys/devices/system/cpu/intel_pstate/no_turbo", "0")
    t.x86(cpus, "GenuineIntel", 6, 79, "Intel(R) Xeon(R) CPU E5-2637 v4 @ 3.50GHz", 1, 3500, X86, "0xb000040")
    t.interrupts(cpus, [
        ("0", {0: 42}, "IR-IO-APIC    2-edge      timer"),
        ("68", {1: 55123411, 9: 4312}, "IR-PCI-MSI 1572864-edge      eno1-TxRx-0"),
        ("69", {4: 120331}, "IR-PCI-MSI 1572865-edge      eno1-TxRx-1"),
        ("90", {2: 811}, "IR-PCI-MSI 512000-edge      ahci[0000:00:1f.2]"),
        SERVER_TIMER])
    t.system("5.15.0-122-generic", 131794944, "tsc", "rack-12", "BOOT_IMAGE=/boot/vmlinuz root=UUID=1 ro")
    t.put("proc/812/comm", "irqbalance")
    t.put("proc/sys/kernel/numa_balancing", "1")
    t.cgroup_2("/user.slice", {"cpuset.cpus.effective": "0-15"})
    t.vulnerabilities(meltdown="Mitigation: PTI", spectre_v2="Mitigation: Retpolines; IBPB: conditional",
                      retbleed="Not affected")
    t.dmi("Dell Inc.", "PowerEdge R630")
    t.idle([2, 3], [("POLL", 0), ("C1", 2), ("C1E", 10), ("C3", 40), ("C6", 133)])
    t.sysctl(nmi_watchdog=1, perf_event_paranoid=2)
    t.swap(0, 0)


def epyc_several_ccx():
    """AMD EPYC 7232P: eight cores in four complexes of two, each with 8 MiB of L3."""
    t, cpus = Tree("epyc-7232p"), range(16)
    cores = [[i, i + 8] for i in range(8)]
    complexes = [[2 * i, 2 * i + 1, 2 * i + 8, 2 * i + 9] for i in range(4)]
    t.cores(cores, core_ids=[0, 1, 4, 5, 8, 9, 12, 13])
    t.cache(0, 1, "Data", 32, cores)
    t.cache(2, 2, "Unified", 512, cores)
    t.cache(3, 3, "Unified", 8192, complexes)
    t.nodes([list(cpus)], 65757312)
    t.put_all("sys/devices/system/cpu/smt", {"control": "on"})
    t.frequency(cpus, 3200000, "acpi-cpufreq", "ondemand")
    t.put("sys/devices/system/cpu/cpufreq/boost", "1")
    t.x86(cpus, "AuthenticAMD", 23, 49, "AMD EPYC 7232P 8-Core Processor", 0, 3100, X86 + " sha_ni", "0x8301055")
    t.interrupts(cpus, [
        ("33", {3: 70211992}, "PCI-MSI 1048576-edge      nvme0q1"),
        ("57", {6: 2011, 7: 3001}, "PCI-MSI 33554432-edge      enp193s0f0-TxRx-0"),
        SERVER_TIMER])
    t.system("6.1.0-25-amd64", 65757312, "tsc", "epyc", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet",
             thp="always")
    t.cgroup_2("/user.slice", {"cpuset.cpus.effective": "0-15"})
    t.vulnerabilities(meltdown="Not affected", retbleed="Mitigation: untrained return thunk; SMT enabled")
    t.dmi("Supermicro", "Super Server")
    t.idle([1, 4], [("POLL", 0), ("C1", 1), ("C2", 400)])
    t.sysctl(nmi_watchdog=0, perf_event_paranoid=3)
    t.irqs({33: "0-15", 57: "6-7"})


def graviton():
    """AWS c7g.2xlarge: eight Neoverse-V1 cores (Graviton3) under the Nitro hypervisor."""
    t, cpus = Tree("aws-graviton3"), range(8)
    cores = [[i] for i in cpus]
    t.cores(cores)
    t.cache(0, 1, "Data", 64, cores)
    t.cache(2, 2, "Unified", 1024, cores)
    t.cache(3, 3, "Unified", 32768, [list(cpus)])
    t.nodes([list(cpus)], 15883144)
    t.arm(cpus, 0xd40, 1, 1, "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm sha3 "
                             "sha512 asimdfhm sve")
    t.interrupts(cpus, [
        ("11", 55012231, "GICv3  27 Level     arch_timer"),
        ("14", {0: 9}, "GICv3  45 Level     uart-pl011"),
        ("21", {2: 811234}, "ITS-MSI 540672 Edge      ena-mgmnt@pci:0000:00:05.0"),
        ("22", {3: 90112}, "ITS-MSI 540673 Edge      ens5-Tx-Rx-0"),
        ("IPI0", 120331, "Rescheduling interrupts")])
    t.system("6.1.109-118.189.amzn2023.aarch64", 15883144, "arch_sys_counter", "ip-172-31-0-10",
             "BOOT_IMAGE=/boot/vmlinuz root=UUID=2 ro console=ttyS0")
    t.cgroup_2("/user.slice", {"cpuset.cpus.effective": "0-7"})
    t.vulnerabilities(meltdown="Not affected", spectre_v2="Mitigation: CSV2, BHB")
    t.dmi("Amazon EC2", "c7g.2xlarge")


def raspberry_pi(name, model, board, part, revision, l1, l2, l3, khz, kib, kernel, features, l2_shared):
    t, cpus = Tree(name), range(4)
    cores = [[i] for i in cpus]
    t.cores(cores)
    t.cache(0, 1, "Data", l1, cores)
    t.cache(2, 2, "Unified", l2, [list(cpus)] if l2_shared else cores)
    if l3:
        t.cache(3, 3, "Unified", l3, [list(cpus)])
    for cpu in cpus:
        t.put(f"sys/devices/system/cpu/cpu{cpu}/cpu_capacity", "1024")
    t.frequency(cpus, khz, "cpufreq-dt", "ondemand")
    t.arm(cpus, part, revision, 0 if l2_shared else 4, features, f"Revision\t: c03114\nModel\t\t: {model}\n")
    t.interrupts(cpus, [
        ("11", {0: 4102231, 1: 3300120, 2: 3011200, 3: 2990011}, "GICv2  30 Level     arch_timer"),
        ("18", {0: 991022}, "GICv2  65 Level     fe00b880.mailbox"),
        ("38", {0: 7120331}, "GICv2 158 Level     mmc1, mmc0"),
        ("44", {0: 5}, "GICv2  48 Level     arm-pmu"),
        ("IPI0", 120331, "Rescheduling interrupts")])
    t.system(kernel, kib, "arch_sys_counter", "raspberrypi", "console=tty1 root=PARTUUID=3 rootwait")
    t.put("proc/device-tree/model", model + "\0")
    t.put("proc/device-tree/compatible", board + "\0")
    t.cgroup_2("/user.slice/user-1000.slice/session-3.scope", {})
    t.vulnerabilities(meltdown="Not affected", spectre_v2="Vulnerable")
    t.put_all("sys/class/thermal/thermal_zone0", {"type": "cpu-thermal", "temp": "48199"})


def cloud_vm():
    """Google n2-standard-2: two virtual CPUs, which are the two threads of one Cascade Lake core."""
    t, cpus = Tree("cloud-vm-2-vcpu"), range(2)
    t.cores([[0, 1]])
    t.cache(0, 1, "Data", 32, [[0, 1]])
    t.cache(2, 2, "Unified", 1024, [[0, 1]])
    t.cache(3, 3, "Unified", 33792, [[0, 1]])
    t.nodes([[0, 1]], 8141796)
    t.x86(cpus, "GenuineIntel", 6, 85, "Intel(R) Xeon(R) CPU @ 2.80GHz", 7, 2800, X86 + AVX512 + " hypervisor",
          "0xffffffff")
    t.interrupts(cpus, [
        ("4", {1: 1206}, "IO-APIC   4-edge      ttyS0"),
        ("26", {0: 91022, 1: 3}, "PCI-MSIX-0000:00:03.0   1-edge      virtio1-request"),
        ("30", {1: 401220}, "PCI-MSIX-0000:00:04.0   1-edge      virtio2-input.0"),
        SERVER_TIMER])
    t.system("6.8.0-1015-gcp", 8141796, "kvm-clock", "instance-1", "BOOT_IMAGE=/vmlinuz root=PARTUUID=4 ro")
    t.cgroup_2("/user.slice", {"cpuset.cpus.effective": "0-1"})
    t.vulnerabilities(meltdown="Not affected", mds="Mitigation: Clear CPU buffers; SMT Host state unknown")
    t.dmi("Google", "Google Compute Engine")


def one_core_vm():
    """A small QEMU machine: one CPU, no cache facts of level 3, control groups version 1."""
    t = Tree("vm-1-core")
    t.cores([[0]])
    t.cache(0, 1, "Data", 32, [[0]])
    t.cache(2, 2, "Unified", 4096, [[0]])
    t.x86([0], "GenuineIntel", 6, 60, "Intel Core Processor (Haswell, no TSX)", 1, 2394.5, X86 + " hypervisor")
    t.interrupts([0], [("24", {0: 511}, "PCI-MSI 49152-edge      virtio0-config"),
                       ("26", {0: 90112}, "PCI-MSI 65537-edge      virtio1-input.0"), SERVER_TIMER])
    t.system("4.19.0-27-amd64", 1014104, "kvm-clock", "small", "BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro")
    t.put("proc/self/cgroup", "7:cpuset:/\n4:cpu,cpuacct:/user.slice\n1:name=systemd:/user.slice\n0::/user.slice")
    t.put("proc/self/mountinfo",
          "24 0 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
          "30 26 0:26 / /sys/fs/cgroup/unified rw shared:9 - cgroup2 cgroup2 rw\n"
          "35 26 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:14 - cgroup cgroup rw,cpu,cpuacct\n"
          "38 26 0:34 / /sys/fs/cgroup/cpuset rw shared:17 - cgroup cgroup rw,cpuset")
    t.put_all("sys/fs/cgroup/cpu,cpuacct/user.slice", {
        "cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000",
        "cpu.stat": "nr_periods 0\nnr_throttled 0\nthrottled_time 0"})
    t.put_all("sys/fs/cgroup/cpuset", {"cpuset.effective_cpus": "0", "cpuset.cpus": "0"})
    t.vulnerabilities(meltdown="Mitigation: PTI", spectre_v2="Mitigation: Retpolines")
    t.dmi("QEMU", "Standard PC (i440FX + PIIX, 1996)")


def container_with_cpuset():
    """A Docker container (--cpuset-cpus 2-3 --cpus 1.5) on an Intel Core i7-9700, eight cores with one thread."""
    t, cpus = Tree("container-cpuset"), range(8)
    cores = [[i] for i in cpus]
    t.cores(cores)
    t.cache(0, 1, "Data", 32, cores)
    t.cache(2, 2, "Unified", 256, cores)
    t.cache(3, 3, "Unified", 12288, [list(cpus)])
    t.nodes([list(cpus)], 16249548)
    t.put_all("sys/devices/system/cpu/smt", {"control": "notsupported"})
    t.frequency(cpus, 4700000, "intel_pstate", "powersave")
    t.put("sys/devices/system/cpu/intel_pstate/no_turbo", "1")
    t.x86(cpus, "GenuineIntel", 6, 158, "Intel(R) Core(TM) i7-9700 CPU @ 3.00GHz", 13, 3000, X86, "0xf4")
    t.interrupts(cpus, [("125", {6: 9001223}, "IR-PCI-MSI 520192-edge      enp0s31f6"), SERVER_TIMER])
    t.system("6.5.0-41-generic", 16249548, "tsc", "3f1c2a9b77d0", "BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro",
             pid_namespace=4026532741)
    t.put("proc/1/comm", "bash")
    t.put("proc/self/cgroup", "0::/")
    t.put("proc/self/mountinfo",
          "812 700 0:63 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A\n"
          "830 815 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw")
    t.put_all("sys/fs/cgroup", {"cpuset.cpus.effective": "2-3", "cpu.max": "150000 100000",
                                "cpu.stat": "usage_usec 1\nnr_periods 812\nnr_throttled 31\nthrottled_usec 99"})
    t.put(".dockerenv", "")
    t.put("proc/self/status", "Name:\tcat\nSeccomp:\t2\nSeccomp_filters:\t1")
    t.sysctl(io_uring_disabled=2)
    t.vulnerabilities(meltdown="Not affected", mmio_stale_data="Mitigation: Clear CPU buffers; SMT disabled")


def desktop_isolcpus():
    """AMD Ryzen 5 5600X: six cores with two threads under one L3; two of the cores are kept for measuring."""
    t, cpus = Tree("desktop-isolcpus"), range(12)
    cores = [[i, i + 6] for i in range(6)]
    t.cores(cores)
    t.cache(0, 1, "Data", 32, cores)
    t.cache(2, 2, "Unified", 512, cores)
    t.cache(3, 3, "Unified", 32768, [list(cpus)])
    t.nodes([list(cpus)], 32793276)
    t.put_all("sys/devices/system/cpu/smt", {"control": "on"})
    t.frequency(cpus, 4650000, "acpi-cpufreq", "performance")
    t.put("sys/devices/system/cpu/cpufreq/boost", "0")
    t.x86(cpus, "AuthenticAMD", 25, 33, "AMD Ryzen 5 5600X 6-Core Processor", 0, 3700, X86 + " sha_ni vaes",
          "0xa20102b")
    t.interrupts(cpus, [("40", {1: 40112}, "PCI-MSI 1048576-edge      enp5s0"),
                        ("52", {2: 81234, 8: 33}, "PCI-MSI 524288-edge      nvme0q1"), SERVER_TIMER])
    t.system("6.11.2-arch1-1", 32793276, "tsc", "bench",
             "BOOT_IMAGE=/vmlinuz-linux root=/dev/sda1 rw isolcpus=4,5,10,11 nohz_full=4,5,10,11 rcu_nocbs=4,5,10,11",
             isolated="4-5,10-11", nohz_full="4-5,10-11")
    t.cgroup_2("/user.slice/user-1000.slice/session-1.scope", {"cpuset.cpus.effective": "0-11"})
    t.vulnerabilities(meltdown="Not affected", retbleed="Not affected")
    t.dmi("ASUS", "System Product Name")
    t.idle([4, 5], [("POLL", 0), ("C1", 1)])
    t.sysctl(nmi_watchdog=0, perf_event_paranoid=1, io_uring_disabled=0)
    t.swap(0, 0)


laptop_hybrid()
xeon_two_sockets()
epyc_several_ccx()
graviton()
raspberry_pi("raspberry-pi-4", "Raspberry Pi 4 Model B Rev 1.4", "raspberrypi,4-model-b", 0xd08, 3, 32, 1024, 0,
             1800000, 3882404, "6.6.51+rpt-rpi-v8", "fp asimd evtstrm crc32 cpuid", True)
raspberry_pi("raspberry-pi-5", "Raspberry Pi 5 Model B Rev 1.0", "raspberrypi,5-model-b", 0xd0b, 1, 64, 512, 2048,
             2400000, 8244400, "6.6.51+rpt-rpi-2712",
             "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp",
             False)
cloud_vm()
one_core_vm()
container_with_cpuset()
desktop_isolcpus()
