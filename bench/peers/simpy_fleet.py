"""The small model of bench/measures/peer-simpy.ts in SimPy: N devices that report every minute over a link that loses a
share of the attempts, with retries, through gateways that send one summary each window. Written the way SimPy is meant
to be used, one process per device and gateway; all attempts of a reading are decided at once, as in iotctl, so SimPy
has no more events to handle than it must. Runs on SimPy 2 (Debian's python3-simpy) and on SimPy 3 and 4.

Arguments: devices, devices per gateway, hours. Prints counts as JSON; writes its usage to descriptor 3 if that is open.
"""
import json
import math
import os
import random
import resource
import sys

INTERVAL_S = 60.0
LOSS = 0.03
ATTEMPTS_MAX = 3
RETRY_S = 15.0
WINDOW_S = 300.0
GRACE_S = 2.0
BACKHAUL_S = 0.040
JITTER_S = 0.010
DAY_S = 86400.0


class Counts:
    produced = 0
    attempts = 0
    received = 0
    summaries = 0
    delivered = 0


class Device:
    """What one sensor does; `hold` is how its SimPy lets time pass."""

    def __init__(self, draw, gateway, counts):
        self.draw = draw
        self.gateway = gateway
        self.counts = counts
        self.noise = 0.0

    def sample(self, now):
        self.noise = 0.9 * self.noise + math.sqrt(1 - 0.81) * self.draw.gauss(0.0, 1.0)
        value = 21 + 2.5 * math.cos(2 * math.pi * (now - 54000) / DAY_S) + 0.15 * self.noise
        return round(value, 2)

    def send(self, value):
        for _ in range(ATTEMPTS_MAX):
            self.counts.attempts += 1
            if self.draw.random() >= LOSS:
                self.gateway.receive(value)
                return True
        return False

    def live(self, hold, now):
        yield hold(self.draw.random() * INTERVAL_S)
        while True:
            started = now()
            self.counts.produced += 1
            value = self.sample(started)
            while not self.send(value):
                yield hold(RETRY_S)
            yield hold(started + INTERVAL_S - now())


class Gateway:
    def __init__(self, draw, counts):
        self.draw = draw
        self.counts = counts
        self.clear()

    def clear(self):
        self.n = 0
        self.total = 0.0
        self.squares = 0.0
        self.least = math.inf
        self.most = -math.inf

    def receive(self, value):
        self.counts.received += 1
        self.n += 1
        self.total += value
        self.squares += value * value
        if value < self.least:
            self.least = value
        if value > self.most:
            self.most = value

    def live(self, hold, now):
        yield hold(WINDOW_S + GRACE_S)
        while True:
            if self.n > 0:
                mean = self.total / self.n
                deviation = math.sqrt(max(0.0, self.squares / self.n - mean * mean))
                summary = (self.n, mean, self.least, self.most, deviation)
                self.clear()
                self.counts.summaries += 1
                delay = BACKHAUL_S + self.draw.random() * JITTER_S
                yield hold(delay)
                self.counts.delivered += summary[0]
                yield hold(WINDOW_S - delay)
            else:
                yield hold(WINDOW_S)


def play_simpy_2(things, until_s):
    from SimPy.Simulation import Process, activate, hold, initialize, now, simulate

    class Alive(Process):
        def run(self, thing):
            wait = lambda delay: (hold, self, delay)
            for step in thing.live(wait, now):
                yield step

    initialize()
    for thing in things:
        alive = Alive()
        activate(alive, alive.run(thing))
    simulate(until=until_s)


def play_simpy(things, until_s):
    import simpy

    env = simpy.Environment()
    now = lambda: env.now
    for thing in things:
        env.process(thing.live(env.timeout, now))
    env.run(until=until_s)


def version():
    try:
        import simpy
        return simpy.__version__, play_simpy
    except ImportError:
        import SimPy
        return SimPy.__version__, play_simpy_2


def main():
    name, play = version()
    if sys.argv[1:] == ["--version"]:
        print(name)
        return
    devices, per_gateway, hours = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    counts = Counts()
    draw = random.Random(1)
    gateways = [Gateway(draw, counts) for _ in range(devices // per_gateway)]
    sensors = [Device(draw, gateways[at // per_gateway], counts) for at in range(devices)]
    play(gateways + sensors, hours * 3600.0)
    counted = {key: getattr(counts, key) for key in ("produced", "attempts", "received", "summaries", "delivered")}
    print(json.dumps(counted))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    account = {
        "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
        "peakRssBytes": usage.ru_maxrss * 1024,
    }
    try:
        os.write(3, json.dumps(account).encode())
    except OSError:
        pass


main()
