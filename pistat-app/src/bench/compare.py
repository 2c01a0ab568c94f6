#!/usr/bin/env python3
"""Measures PiStat, and beside it whichever of Glances, Netdata and node_exporter is installed, in one run.

    pistat-app/src/bench/compare.py [--minutes 10] [--starts 5] [--launcher ./pistat]

All run at the same time, each with a folder of its own, on loopback. Start: from exec until the first answer, the
median of several, after a first one that is not counted. At rest: after MINUTES without a request, memory and the
processor time and bytes written over the last half of them, of the process and its children. Requests: a client that
connects for each, and four that keep their connections; these are Python, which shares the machine, so high rates
say what the clients can ask. PiStat begins with a week of samples every 10 s, so its peak has a week's exports and
histories of four clients in it. Needs Python 3.9 and Linux. One line says what is missing, and the rest is measured.
"""
import argparse
import http.client
import math
import os
import platform
import random
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LAUNCHER = os.path.normpath(os.path.join(HERE, "../../../pistat"))
HISTORY = "/api/history?metric=cpu_percent&hours="


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def week(path):
    """A history as the original PiStat wrote it, which PiStat takes over at its first start."""
    dice, now, count = random.Random(1), time.time(), 7 * 8640
    columns = ("timestamp REAL NOT NULL, cpu_percent REAL, cpu_per_core TEXT, mem_used INTEGER, mem_total INTEGER,"
               " mem_percent REAL, cpu_temp REAL, disk_used INTEGER, disk_total INTEGER, disk_percent REAL, load_1 REAL,"
               " load_5 REAL, load_15 REAL, net_bytes_sent INTEGER, net_bytes_recv INTEGER, uptime_seconds INTEGER")
    with sqlite3.connect(path) as db:
        db.execute(f"CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, {columns})")
        db.executemany(f"INSERT INTO metrics VALUES (NULL{', ?' * 16})", (
            (now - (count - i) * 10, round(20 + 15 * math.sin(i / 800) + 5 * dice.random(), 1),
             str([round(100 * dice.random(), 1) for _ in range(4)]), 10 ** 9 + dice.randrange(10 ** 8), 4 * 10 ** 9,
             round(25 + 3 * dice.random(), 1), round(50 + 9 * dice.random(), 1), 10 ** 10 + 4096 * i, 32 * 10 ** 9,
             31.3, round(dice.random(), 2), round(dice.random(), 2), round(dice.random(), 2), 5000 * i, 9000 * i, 10 * i)
            for i in range(count)))
    db.close()


class Program:
    def __init__(self, name, version, command, light, heavy=()):
        self.name, self.version, self.command, self.light, self.heavy = name, version, command, light, heavy
        self.port, self.folder, self.process = free_port(), tempfile.mkdtemp(prefix="compare-"), None

    def start(self):
        """Milliseconds until it answers."""
        command = [part.format(port=self.port, folder=self.folder) for part in self.command]
        log = open(os.path.join(self.folder, "log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                        env={**os.environ, "PISTAT_CACHE": os.path.join(self.folder, "cache")})
        log.close()
        while True:
            try:
                if self.get(self.light)[0] in (200, 204):
                    return (time.monotonic() - began) * 1000
            except (OSError, http.client.HTTPException):
                pass
            if self.process.poll() is not None or time.monotonic() - began > 120:
                sys.exit(f"{self.name} did not start: see {self.folder}/log")
            time.sleep(0.002)

    def has_cache(self):
        """Whether PiStat's cache of classes, which its first start makes, is there."""
        return any("made-from" in names for _, _, names in os.walk(os.path.join(self.folder, "cache")))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path, connection=None):
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            own.request("GET", path)
            answer = own.getresponse()
            return answer.status, answer.read()
        finally:
            if connection is None:
                own.close()

    def processes(self):
        found, left = [], [self.process.pid]
        while left:
            pid = left.pop()
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    left += map(int, open(f"/proc/{pid}/task/{task}/children").read().split())
                found.append(pid)
            except OSError:
                pass
        return found

    def sum(self, file, key):
        total = 0
        for pid in self.processes():
            try:
                match = re.search(rf"^{key}:\s+(\d+)", open(f"/proc/{pid}/{file}").read(), re.M)
                total += int(match[1]) if match else 0
            except OSError:
                pass
        return total

    def cpu_seconds(self):
        total = 0
        for pid in self.processes():
            try:
                fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
                total += sum(map(int, fields[11:15]))
            except OSError:
                pass
        return total / os.sysconf("SC_CLK_TCK")

    def median_ms(self, path, times):
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            status, _ = self.get(path)
            if status != 200:
                sys.exit(f"{self.name} answered {path} with {status}: see {self.folder}/log")
            taken.append((time.perf_counter() - began) * 1000)
        return statistics.median(taken)

    def rate(self, path, seconds, clients=4):
        """Requests a second of clients that keep their connections."""
        done, end = [0] * clients, time.monotonic() + seconds

        def client(i):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            while time.monotonic() < end:
                status, _ = self.get(path, connection)
                assert status == 200, (self.name, path, status)
                done[i] += 1
            connection.close()

        began = time.monotonic()
        threads = [threading.Thread(target=client, args=(i,)) for i in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / (time.monotonic() - began)


def version(*command):
    out = subprocess.run(command, capture_output=True, text=True, timeout=600)
    match = re.search(r"v?(\d+\.\d[\w.~+-]*)", out.stdout + out.stderr)
    return match[1] if match else "?"


def programs(launcher):
    found = [Program("PiStat", version(launcher, "--version"), [launcher, "--config", "{folder}/config.toml"],
                     "/api/current", (HISTORY + "1", HISTORY + "168", "/api/export?hours=168"))]
    week(os.path.join(found[0].folder, "pistat.db"))
    with open(os.path.join(found[0].folder, "config.toml"), "w") as file:
        file.write(f'[server]\nhost = "127.0.0.1"\nport = {found[0].port}\n')
    path = shutil.which("prometheus-node-exporter") or shutil.which("node_exporter")
    if path:
        found.append(Program("node_exporter", version(path, "--version"),
                             [path, "--web.listen-address=127.0.0.1:{port}"], "/metrics"))
    path = shutil.which("netdata")
    if path:
        netdata = Program("Netdata", version(path, "-v"),
                          [path, "-D", "-p", "{port}", "-c", "{folder}/netdata.conf"], "/api/v1/info")
        with open(os.path.join(netdata.folder, "netdata.conf"), "w") as file:
            file.write("[global]\n run as user = root\n[web]\n bind to = 127.0.0.1\n[directories]\n"
                       + "".join(f" {each} = {netdata.folder}\n" for each in ("cache", "lib", "log")))
        found.append(netdata)
    path = shutil.which("glances")
    if path:
        number = version(path, "--version")
        api = 4 if int(number.split(".")[0] or 0) >= 4 else 3
        found.append(Program("Glances", number, [path, "-w", "-B", "127.0.0.1", "-p", "{port}"], f"/api/{api}/cpu"))
    missing = {"Glances", "Netdata", "node_exporter"} - {each.name for each in found}
    if missing:
        print("not installed:", ", ".join(sorted(missing)))
    return found


def measure(all_of_them, minutes, starts):
    rows = {each.name: {} for each in all_of_them}
    for each in all_of_them:
        each.start()
        time.sleep(5)
        end = time.monotonic() + 600
        while each.name == "PiStat" and not each.has_cache() and time.monotonic() < end:
            time.sleep(1)
        each.stop()
        taken = []
        for _ in range(starts):
            taken.append(each.start())
            each.stop()
        rows[each.name]["start, ms"] = statistics.median(taken)
    for each in all_of_them:
        each.start()
    half = minutes * 30
    time.sleep(half)
    before = [(each.cpu_seconds(), each.sum("io", "write_bytes")) for each in all_of_them]
    began = time.monotonic()
    time.sleep(half)
    for each, (cpu, written) in zip(all_of_them, before):
        row, seconds = rows[each.name], time.monotonic() - began
        row["CPU at rest, % of a core"] = (each.cpu_seconds() - cpu) / seconds * 100
        row["written, KB a minute"] = (each.sum("io", "write_bytes") - written) / 1024 / seconds * 60
        row["resident at rest, MB"] = each.sum("smaps_rollup", "Rss") / 1024
        row["of that anonymous, MB"] = each.sum("smaps_rollup", "Anonymous") / 1024
        row["threads"] = each.sum("status", "Threads")
    for each in all_of_them:
        row = rows[each.name]
        for path in (each.light, *each.heavy):
            long = path.endswith("168")
            row[f"{path}, one client, ms"] = each.median_ms(path, 9 if long else 101)
            row[f"{path}, four clients, a second"] = each.rate(path, 10)
        row["most resident, MB"] = each.sum("status", "VmHWM") / 1024
        row["resident a minute later, MB"] = (time.sleep(60), each.sum("smaps_rollup", "Rss") / 1024)[1]
        each.stop()
    return rows


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--starts", type=int, default=5)
    arguments.add_argument("--launcher", default=LAUNCHER)
    asked = arguments.parse_args()
    all_of_them = programs(os.path.abspath(asked.launcher))
    try:
        rows = measure(all_of_them, asked.minutes, asked.starts)
    finally:
        for each in all_of_them:
            if each.process and each.process.poll() is None:
                each.stop()
    memory = int(re.search(r"MemTotal:\s+(\d+)", open("/proc/meminfo").read())[1]) // 1024
    print(f"{platform.machine()}, {os.cpu_count()} cores, {memory} MB, Linux {platform.release()},"
          f" load {os.getloadavg()[0]:.1f}; {time.strftime('%Y-%m-%d %H:%M')}\n")
    print("| |", " | ".join(f"{each.name} {each.version}" for each in all_of_them), "|")
    print("|---|" + "---|" * len(all_of_them))
    for key in dict.fromkeys(key for row in rows.values() for key in row):
        cells = (f"{row[key]:.3g}" if key in row and row[key] < 100 else f"{row[key]:,.0f}" if key in row else ""
                 for row in rows.values())
        print("|", key.replace("|", "\\|"), "|", " | ".join(cells), "|")
    for each in all_of_them:
        shutil.rmtree(each.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
