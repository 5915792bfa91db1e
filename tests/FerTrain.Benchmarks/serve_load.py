"""Loads a server of FerTrain from many clients at once and prints what they were answered.

Most requests are the photograph. Some are broken images, images whose header claims billions of pixels, bodies that come too
slowly, and connections that are aborted. Anything but 2xx, 4xx and 503 is a failure.
"""
import argparse
import collections
import http.client
import random
import socket
import struct
import sys
import threading
import time
import urllib.parse
import zlib

PATH = "/api/predict"
LONGEST = 60  # seconds that an answer may take
KINDS = {"photo": 84, "broken": 6, "bomb": 4, "slow": 2, "aborted": 4}  # per cent of the requests


def bomb():
    """A PNG image of few bytes that claims 60,000 × 60,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (header, data, b"IEND"))


class Client(threading.Thread):
    def __init__(self, number, host, port, photo, until, kinds):
        super().__init__(daemon=True)
        self.random, self.kinds = random.Random(number), kinds
        self.host, self.port, self.photo, self.until = host, port, photo, until
        self.bomb = bomb()
        self.answers, self.times, self.faces, self.lost = collections.Counter(), [], 0, 0

    def run(self):
        connection = None
        while time.monotonic() < self.until:
            kind = self.random.choices(list(self.kinds), list(self.kinds.values()))[0]
            if kind in ("slow", "aborted"):
                self.interrupted(kind)
                continue
            body = {"photo": self.photo, "broken": self.photo[: len(self.photo) // 2], "bomb": self.bomb}[kind]
            connection = connection or http.client.HTTPConnection(self.host, self.port, timeout=LONGEST)
            start = time.monotonic()
            try:
                connection.request("POST", PATH, body)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                self.lost += 1
                connection = None
                continue
            self.answers[kind, answer.status] += 1
            if answer.status == 503:
                time.sleep(float(answer.headers.get("Retry-After", 1)))
            elif kind == "photo" and answer.status == 200:
                self.times.append(time.monotonic() - start)
                self.faces += text.count(b'"label"') - text.count(b'"group":{')
            if answer.headers.get("Connection") == "close":
                connection = None

    def interrupted(self, kind):
        """Half a request; then nothing and the end, or a byte a second until the server has had enough."""
        with socket.create_connection((self.host, self.port), timeout=LONGEST) as connection:
            head = f"POST {PATH} HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(self.photo)}\r\n\r\n".encode()
            try:
                connection.sendall(head + self.photo[: len(self.photo) // 2])
                if kind == "aborted":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                connection.settimeout(1)
                for byte in self.photo[len(self.photo) // 2 :]:
                    connection.sendall(bytes([byte]))
                    try:
                        answer = connection.recv(4096)
                    except TimeoutError:
                        continue
                    self.answers[kind, int(answer.split()[1]) if answer else 0] += 1
                    return
            except OSError:
                self.answers[kind, "closed"] += 1


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("photo")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--whole", action="store_true", help="only photographs")
    parser.add_argument("--pid", type=int, help="the server's process, whose memory is printed")
    options = parser.parse_args()
    url = urllib.parse.urlsplit(options.url)
    with open(options.photo, "rb") as file:
        photo = file.read()
    start = time.monotonic()
    clients = [Client(number, url.hostname, url.port, photo, start + options.seconds, {"photo": 100} if options.whole else KINDS) for number in range(options.clients)]
    for client in clients:
        client.start()
    memory = []
    while any(client.is_alive() for client in clients):
        if options.pid and time.monotonic() < start + options.seconds:
            memory.append(resident(options.pid))
        time.sleep(min(5, options.seconds / 6))
    seconds = time.monotonic() - start
    answers = sum((client.answers for client in clients), collections.Counter())
    times = sorted(second for client in clients for second in client.times)
    for (kind, status), count in sorted(answers.items(), key=str):
        print(f"{kind:8} {status}: {count}")
    print(f"connections lost: {sum(client.lost for client in clients)}")
    if times:
        print(f"latency of a photograph: p50 {1000 * times[len(times) // 2]:.0f} ms, p99 {1000 * times[int(0.99 * len(times))]:.0f} ms")
    print(f"faces a second: {sum(client.faces for client in clients) / seconds:.1f}")
    if memory:
        print("resident MiB:", *(f"{value:.0f}" for value in memory))
    failed = [key for key in answers if key[1] != "closed" and not (200 <= key[1] < 300 or 400 <= key[1] < 500 or key[1] == 503)]
    sys.exit(f"unexpected: {failed}" if failed else 0)


if __name__ == "__main__":
    main()
