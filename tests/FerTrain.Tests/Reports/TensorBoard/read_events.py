#!/usr/bin/env python3
"""Prints the event files of a folder as JSON, read by the published formats alone: records as TensorFlow's tf_record
frames them, CRC-32C of RFC 3720, protobuf's wire format, field numbers of tensorboard/compat/proto. Whatever is not
whole, not expected or has another checksum ends it, but for a record that is cut at the end of a file: those are counted.

  events          all of them, file after file
  after_restarts  per tag what TensorBoard's Python reader shows: the start of a later session voids its step and all after
  after_rewinds   per tag what its fast reader shows: a value voids those of its tag from its step on
"""
import base64
import json
import os
import struct
import sys


def crc_table():
    for crc in range(256):
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
        yield crc


TABLE = list(crc_table())


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def checked(data, stored, what):
    if struct.unpack("<I", stored)[0] != masked_crc(data):
        sys.exit(f"the checksum of {what} is not that of its bytes")
    return data


def records(data):
    """The payloads, then whether the last record is cut."""
    at = 0
    while at + 12 <= len(data):
        length = struct.unpack("<Q", checked(data[at:at + 8], data[at + 8:at + 12], f"the length at {at}"))[0]
        if at + 16 + length > len(data):
            break
        body = data[at + 12:at + 12 + length]
        yield checked(body, data[at + 12 + length:at + 16 + length], f"the record at {at}")
        at += 16 + length
    yield at < len(data)


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value - (1 << 64) if value >> 63 else value, at


def message(data, schema):
    """A dictionary of the fields; a schema gives each number its name, its wire type and what to make of its bytes."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        name, wire, convert = schema[key >> 3]
        if key & 7 != wire:
            sys.exit(f"{name} has wire type {key & 7}")
        if wire == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
            value, at = data[at:at + length], at + length
        if wire != 0 and len(value) != length:
            sys.exit(f"{name} is cut")
        found.setdefault(name, []).append(convert(value))
    return {name: values if name in REPEATED else values[-1] for name, values in found.items()}


def of(schema):
    return lambda data: message(data, schema)


def unpack(code):
    return lambda data: struct.unpack(code, data)[0]


def image(data):
    found = message(data, {1: ("height", 0, int), 2: ("width", 0, int), 4: ("png", 2, bytes)})
    if found["png"][:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">II", found["png"][16:24]) != (found["width"], found["height"]):
        sys.exit("an image is no PNG of the size it is said to have")
    return {**found, "png": base64.b64encode(found["png"]).decode()}


def doubles(data):
    return list(struct.unpack(f"<{len(data) // 8}d", data))


HISTOGRAM = {
    **{number: (name, 1, unpack("<d")) for number, name in enumerate(("min", "max", "num", "sum", "sum_squares"), start=1)},
    6: ("limits", 2, doubles), 7: ("buckets", 2, doubles),
}
REPEATED = ("values", "strings")
METADATA = {1: ("plugin", 2, of({1: ("name", 2, bytes.decode)})), 4: ("data_class", 0, int)}
TENSOR = {1: ("dtype", 0, int), 2: ("shape", 2, of({})), 8: ("strings", 2, bytes.decode)}
VALUE = {1: ("tag", 2, bytes.decode), 2: ("scalar", 5, unpack("<f")), 4: ("image", 2, image), 5: ("histogram", 2, of(HISTOGRAM)), 8: ("tensor", 2, of(TENSOR)), 9: ("metadata", 2, of(METADATA))}
EVENT = {
    1: ("wall_time", 1, unpack("<d")), 2: ("step", 0, int), 3: ("file_version", 2, bytes.decode),
    5: ("summary", 2, of({1: ("values", 2, of(VALUE))})), 7: ("session_log", 2, of({1: ("status", 0, int)})),
}
START = 1


def read(folder):
    events, cut = [], 0
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            *bodies, is_cut = records(file.read())
        events += [{"file": name, "step": 0, **message(body, EVENT)} for body in bodies]
        cut += is_cut
    return events, cut


def shown(events, voids_all):
    """Per tag [step, value] as a reader of TensorBoard keeps them."""
    tags, sessions = {}, 0
    for event in events:
        step = event["step"]
        if event.get("session_log", {}).get("status") == START:
            sessions += 1
            if voids_all and sessions > 1:
                tags = {tag: [point for point in points if point[0] < step] for tag, points in tags.items()}
        for value in event.get("summary", {}).get("values", []):
            points = tags.setdefault(value["tag"], [])
            if not voids_all:
                points[:] = [point for point in points if point[0] < step]
            points.append([step, value.get("scalar")])
    return tags


if __name__ == "__main__":
    everything, cut_files = read(sys.argv[1])
    print(json.dumps({
        "events": everything, "cut": cut_files,
        "after_restarts": shown(everything, voids_all=True), "after_rewinds": shown(everything, voids_all=False),
    }))
