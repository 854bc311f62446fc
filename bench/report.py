"""Figures as a table for people, each beside what it must reach."""

# What each figure must reach.
CANNED_RATIO, MOTO_RATIO, DYNALITE_RATIO, DEPTH_RATIO, LISTENED_RATIO = 1.5, 200, 5, 2.0, 1.05
CHANGES_RATIO, FORK_MS, YEAR_S = 1.2, 10, 5
OBJECT_RATIO, DISK_RATIO, KEY_BYTES = 1.5, 0.7, 500
TARGETS = {"startup_ms": 50, "idle_mb": 25, "binary_mb": 30, "shard_kb": 2, "message_bytes": 600,
           "item_bytes": 600}
# A pair is two requests that change state: its ratio is shown, not held to this.
MUST_MATCH_CANNED = ("SendMessage", "GetCallerIdentity", "GetItem", "PutItem")


class Report:
    """Prints rows and remembers which figures missed their target, or could not be taken on this machine."""

    def __init__(self):
        self.missed, self.unshown = [], []

    def title(self, text):
        print(f"\n{text}")

    def judge(self, name, value, target, at_least=False):
        """The words beside a figure."""
        good = value >= target if at_least else value <= target
        if not good:
            self.missed.append(f"{name}: {value:.4g}, wanted {'>=' if at_least else '<='} {target}")
        return f"{'>=' if at_least else '<='} {target:g} {'ok' if good else 'MISSED'}"

    def row(self, name, value, verdict=""):
        print(f"  {name:<58} {value:>22}  {verdict}".rstrip())

    def cpu(self, figures, bench):
        self.title("CPU of the server per request, 64 keep-alive connections "
                   f"(us; medians of {bench.rounds} rounds)")
        print(f"  {'operation':<29}{'shards':>7}{'server':>9}{'canned':>9}{'ratio':>7}  {'[min..max]':<13}"
              f"{'target':<16}{'moto':>9}{'ratio':>8}  target")
        for cell in figures["cells"]:
            self._cpu_row(cell)
        if any(cell.get("moto_reconnects") for cell in figures["cells"]):
            print("  moto_server closes a connection after each answer, so its figures hold a connect, too")
        self.title("Throughput and latency of the same rounds (closed loop; load and server share the cores)")
        print(f"  {'operation':<29}{'shards':>7}{'per second':>13}{'p50 us':>9}{'p99 us':>9}{'canned/s':>11}"
              f"{'load busy':>11}")
        for cell in figures["cells"]:
            print(f"  {cell['operation']:<29}{cell['shards']:>7}{cell['rps']:>13,.0f}{cell['p50_us']:>9,.0f}"
                  f"{cell['p99_us']:>9,.0f}{cell['canned_rps']:>11,.0f}{cell['client_busy']:>11.0%}")
        if max(cell["client_busy"] for cell in figures["cells"]) > 0.95:
            print("  note: the load generator was as busy as a thread can be: the rates are its own")
        print(f"  other work took {figures['other_work']:.0%} of the machine meanwhile"
              + ("; trust only ratios" if figures["other_work"] > 0.1 else ""))

    def _cpu_row(self, cell):
        ratio = cell["to_canned"]
        name = f"{cell['operation']}, shards: {cell['shards']}"
        held = cell["operation"] in MUST_MATCH_CANNED
        verdict = self.judge(f"{name}, against canned", ratio["median"], CANNED_RATIO) if held else ""
        moto = ""
        if "moto_us" in cell:
            times = cell["moto_to_server"]["median"]
            moto = (f"{cell['moto_us']:>9,.0f}{times:>8.0f}  "
                    + self.judge(f"{name}, against moto", times, MOTO_RATIO, at_least=True))
        spread = f"[{ratio['min']:.2f}..{ratio['max']:.2f}]"
        print(f"  {cell['operation']:<29}{cell['shards']:>7}{cell['per_request_us']['median']:>9.2f}"
              f"{cell['canned_us']:>9.2f}{ratio['median']:>7.2f}  {spread:<13}{verdict:<16}{moto}".rstrip())
        if "dynalite_us" in cell:
            times = cell["dynalite_to_server"]["median"]
            verdict = self.judge(f"{name}, against dynalite", times, DYNALITE_RATIO, at_least=True)
            print(f"  {'  against dynalite':<36}{cell['dynalite_us']:>9,.0f} us, {times:.1f} times  {verdict}")

    def startup(self, figures, _bench):
        self.title("Start (20 starts) and size")
        time = figures["startup_ms"]
        value = f"{time['median']:.1f} [{time['min']:.1f}..{time['max']:.1f}]"
        self.row("exec to first answer, ms [min..max]", value,
                 self.judge("start, ms", time["median"], TARGETS["startup_ms"]))
        if "binary_mb" in figures:
            self.row("binary, stripped, MB", f"{figures['binary_mb']:.1f}",
                     self.judge("binary, MB", figures["binary_mb"], TARGETS["binary_mb"]))

    def memory(self, figures, _bench):
        self.title("Memory (resident, medians over fresh processes)")
        for key, name in (("idle_mb", "idle, MB"), ("shard_kb", "an idle shard, KB"),
                          ("message_bytes", "a queued message beyond its body, bytes")):
            value = figures[key]["median"]
            text = f"{value:.2f}" if value < 100 else f"{value:.0f}"
            self.row(name, text, self.judge(name, value, TARGETS[key]))
        self.row("CPU of the idle server, ms per second", f"{figures['idle_cpu_ms_per_s']['median']:.2f}")

    def depth(self, figures, _bench):
        self.title(f"CPU per call in a queue of {figures['messages']:,} messages against one of "
                   f"{figures['few']:,} (us)")
        for state in ("waiting", "delayed"):
            for op, words in (("send", "SendMessage"), ("pair", "ReceiveMessage+DeleteMessage")):
                cell = figures[f"{state}_{op}"]
                value = f"{cell['us']:.2f} / {cell['few_us']:.2f} = {cell['ratio']['median']:.2f}"
                name = f"{words}, messages {state}"
                self.row(name, value, self.judge(f"depth: {name}", cell["ratio"]["median"], DEPTH_RATIO))

    def items(self, figures, _bench):
        self.title(f"DynamoDB items of 200 bytes: {figures['many']:,} in one table, {figures['few']:,} in another")
        if figures["many"] < figures["wanted"]:
            self.unshown.append(f"{figures['wanted']:,} items: there is memory for {figures['many']:,}")
        self.row("an item, bytes of memory", f"{figures['item_bytes']:.0f}",
                 self.judge("an item", figures["item_bytes"], TARGETS["item_bytes"]))
        self.row("CPU per item put in batches of 25, us", f"{figures['fill_us']:.2f}")
        for name, cell in figures["calls"].items():
            value = f"{cell['many_us']:.2f} / {cell['few_us']:.2f} = {cell['ratio']['median']:.2f}"
            self.row(f"{name}, CPU per call, us", value,
                     self.judge(f"{name} among many items", cell["ratio"]["median"], DEPTH_RATIO))
        self.row("a page of a scan that shows nothing, p50 us", f"{figures['page_us']:.0f}")
        self.row("GetItem on one connection, p50 / p99 us",
                 f"{figures['alone_p50_us']:.0f} / {figures['alone_p99_us']:.0f}")
        self.row("the same while another reads page after page",
                 f"{figures['beside_p50_us']:.0f} / {figures['beside_p99_us']:.0f}")

    def parked(self, figures, _bench):
        self.title("Parked calls (long polls of 20 s on one queue, one a connection)")
        reachable = figures["reachable"]
        verdict = self.judge("parked calls", figures["parked"], reachable, at_least=True)
        if reachable < figures["wanted"]:
            self.unshown.append(f"{figures['wanted']:,} parked calls: the system lets one process open "
                                f"{figures['file_limit']:,} files (ulimit -Hn)")
        self.row("calls parked", f"{figures['parked']:,} of {figures['wanted']:,}", verdict)
        self.row("an idle connection, KB", f"{figures['connection_kb']:.2f}")
        self.row("a parked call beyond its connection, KB", f"{figures['parked_kb']:.2f}")
        self.row("CPU while all are parked, ms per second", f"{figures['parked_cpu_ms_per_s']:.2f}")
        self.row("GetCallerIdentity meanwhile, p50 / p99 us",
                 f"{figures['probe_p50_us']:.0f} / {figures['probe_p99_us']:.0f}")
        self.row(f"a SendMessage that wakes a call, CPU us ({figures['woken']} sent)",
                 f"{figures['wake_us']:.1f}")

    def objects(self, figures, bench):
        self.title(f"S3: CPU of the server per request, 64 connections (us; medians of {bench.rounds} rounds)")
        for name, cell in figures["cpu"].items():
            ratio = cell["to_canned"]["median"]
            value = f"{cell['us']:.2f} / {cell['canned_us']:.2f} = {ratio:.2f}"
            held = self.judge(f"{name}, against canned", ratio, OBJECT_RATIO) if cell["held"] else ""
            self.row(name, value, held)
        large = figures["large"]
        self.title(f"S3: one object of {large['bytes'] / 1e6:,.0f} MB over one connection")
        self.row("a file's copy and its MD5, MB/s", f"{large['copy']:,.0f}")
        for kind in ("memory_put", "memory_get", "data_put", "data_get"):
            where, way = kind.split("_")
            name = f"{way.upper()}, " + ("with a data directory" if where == "data" else "without one")
            ratio = large[kind] / large["copy"]
            self.row(f"{name}, MB/s and to the copy", f"{large[kind]:,.0f}  {ratio:.2f}",
                     self.judge(name, ratio, DISK_RATIO, at_least=True))
        self.row("resident memory at its highest, MB", f"{large['peak_mb']:.0f}")
        keys = figures["keys"]
        self.title(f"S3: a bucket of {keys['keys']:,} keys")
        self.row("a stored key beyond its body, bytes", f"{keys['key_bytes']:.0f}",
                 self.judge("a stored key, bytes", keys["key_bytes"], KEY_BYTES))
        value = f"{keys['list_us']:.0f} / {keys['few_us']:.0f} = {keys['list_us'] / keys['few_us']:.2f}"
        self.row(f"1,000 of them listed, us, against a bucket of {keys['few']:,}", value,
                 self.judge("listing, against a small bucket", keys["list_us"] / keys["few_us"], DEPTH_RATIO))
        slow = figures["slow"]
        self.title(f"S3: {slow['readers']:,} slow readers and {slow['writers']:,} slow writers")
        self.row("threads more than before", f"{slow['threads']}",
                 self.judge("threads of slow clients", slow["threads"], 0))
        self.row("resident memory a client, KB", f"{slow['client_kb']:.1f}")
        self.row("GetCallerIdentity meanwhile, p50 / p99 us", f"{slow['p50_us']:.0f} / {slow['p99_us']:.0f}")

    def transports(self, figures, _bench):
        if "missing" in figures:
            self.unshown.append(f"the cost of transports: {figures['missing']} is not installed")
            return
        self.title("CPU of the server per GetCallerIdentity by transport (64 connections)")
        for name, cell in figures.items():
            self.row(name + ", us and times HTTP/1.1", f"{cell['us']:.2f}  {cell['ratio']['median']:.2f}")

    def watched(self, figures, _bench):
        self.title("CPU per request with one listener to the stream of calls, against none")
        for name, ratio in figures.items():
            spread = f"{ratio['median']:.2f} [{ratio['min']:.2f}..{ratio['max']:.2f}]"
            self.row(name, spread, self.judge(f"{name}, listened to", ratio["median"], LISTENED_RATIO))

    def changes(self, figures, _bench):
        self.title("CPU per SendMessage with one listener to its changes, against none")
        ratio = figures["ratio"]
        self.row("ratio", f"{ratio['median']:.2f} [{ratio['min']:.2f}..{ratio['max']:.2f}]",
                 self.judge("a listener to changes", ratio["median"], CHANGES_RATIO))
        self.row("changes heard of per second", f"{figures['per_second']:,.0f}")

    def worlds(self, figures, _bench):
        self.title("Worlds")
        for rows, milliseconds in figures["fork_ms"].items():
            verdict = self.judge("fork of 10,000 rows, ms", milliseconds, FORK_MS) if rows == 10000 else ""
            self.row(f"fork of {rows:,} rows, ms", f"{milliseconds:.1f}", verdict)
        advance = figures["advance"]
        self.row(f"a year with {advance['timers']:,} timers due, s", f"{advance['seconds']:.2f}",
                 self.judge("a year, s", advance["seconds"], YEAR_S))

    def durable(self, figures, _bench):
        self.title("SendMessage acknowledged per second, 64 clients, by where it is kept")
        for kind, words in (("memory", "memory"), ("os", "--durability os"), ("fsync", "--durability fsync"),
                            ("bare", "a bare RocksDB, 64 rows a synced batch")):
            self.row(words, f"{figures['per_second'][kind]:,.0f}")
        ratio = figures["to_bare"]
        self.row("fsync to the bare RocksDB", f"{ratio['median']:.2f} [{ratio['min']:.2f}..{ratio['max']:.2f}]")

    def summary(self):
        for words, lines in (("Targets missed", self.missed), ("Not shown on this machine", self.unshown)):
            if lines:
                print(f"\n{words}:", *lines, sep="\n  ")
        if not self.missed:
            print("\nEvery target that was measured was reached.")
