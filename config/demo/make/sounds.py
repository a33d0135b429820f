"""Plays the demo club's music: a piano and strings made of sines, a room made of noise.
`python sounds.py` makes all, `python sounds.py bell-buoy` one. Needs numpy, scipy and ffmpeg."""

import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "media")
RATE = 44100
rng = np.random.default_rng(1109)

NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def pitch(name):
    """"Bb3" -> 58."""
    step = NAMES[name[0]]
    rest = name[1:]
    while rest[0] in "b#":
        step += 1 if rest[0] == "#" else -1
        rest = rest[1:]
    return 12 * (int(rest) + 1) + step


def hertz(midi):
    return 440.0 * 2 ** ((midi - 69) / 12)


class Tape:
    def __init__(self, seconds):
        self.dry = np.zeros((2, int(seconds * RATE)))

    def add(self, at, sound, pan=0.0, gain=1.0):
        i = int(at * RATE)
        n = min(len(sound), self.dry.shape[1] - i)
        if n <= 0 or i < 0:
            return
        angle = (pan + 1) * np.pi / 4
        self.dry[0, i : i + n] += sound[:n] * np.cos(angle) * gain
        self.dry[1, i : i + n] += sound[:n] * np.sin(angle) * gain


def piano(midi, held, strength):
    """One key: inharmonic partials, two strings a hair apart, felt hammer, damper at the end."""
    f0 = hertz(midi)
    length = min(held + 0.5, 9.0)
    t = np.arange(int(length * RATE)) / RATE
    stiff = 0.00012 * 2 ** ((midi - 48) / 14)
    out = np.zeros_like(t)
    partials = int(min(26, 9000 / f0))
    bright = 1.5 + 4.2 * strength
    for n in range(1, partials + 1):
        f = n * f0 * np.sqrt(1 + stiff * n * n)
        if f > 11000:
            break
        amp = np.exp(-n / bright) * (0.35 + abs(np.sin(np.pi * n / 7.6))) / n**0.35
        fast = 0.55 + f / 420
        slow = 0.16 + f / 2600
        env = 0.72 * np.exp(-fast * t) + 0.28 * np.exp(-slow * t)
        for cents in (-0.5, 0.62):
            ff = f * 2 ** (cents / 1200)
            out += amp * env * np.sin(2 * np.pi * ff * t + rng.uniform(0, 6.28)) * 0.5
    out *= 1 - np.exp(-t * (260 + 900 * strength))
    knock = rng.normal(0, 1, int(0.05 * RATE)) * np.exp(-np.arange(int(0.05 * RATE)) / (0.007 * RATE))
    knock = sosfilt(butter(2, [90, 700], "band", fs=RATE, output="sos"), knock)
    out[: len(knock)] += knock * 0.22 * strength
    damp = np.clip((held + 0.28 - t) / 0.28, 0, 1) ** 1.5
    return out * damp * (0.25 + 0.85 * strength) * (1.18 - 0.006 * (midi - 36))


def bowed(midi, length, strength, players=1, slide_from=None, swell=0.35, vibrato=1.0):
    """A bowed note: bright partials under a wooden body, the vibrato arriving late."""
    f0 = hertz(midi)
    tail = 0.35
    t = np.arange(int((length + tail) * RATE)) / RATE
    out = np.zeros_like(t)
    for _ in range(players):
        depth = 0.0045 * vibrato * np.clip((t - 0.25 - 0.1 * rng.random()) / 0.8, 0, 1)
        rate = rng.uniform(4.9, 5.7)
        drift = np.cumsum(rng.normal(0, 1, len(t) // 2000 + 2))
        drift = np.interp(np.arange(len(t)), np.arange(len(drift)) * 2000, drift) * 0.00025
        f = f0 * (1 + depth * np.sin(2 * np.pi * rate * t + rng.uniform(0, 6)) + drift + rng.normal(0, 0.0012) * (players > 1))
        if slide_from:
            f = f * (hertz(slide_from) / f0) ** np.clip(1 - t / 0.09, 0, 1)
        phase = 2 * np.pi * np.cumsum(f) / RATE + rng.uniform(0, 6)
        voice = np.zeros_like(t)
        for n in range(1, int(min(22, 8500 / f0)) + 1):
            fn = n * f0
            body = 0.5 + 1.1 * np.exp(-(((fn - 290) / 120) ** 2)) + 0.9 * np.exp(-(((fn - 480) / 150) ** 2)) + 0.5 * np.exp(-(((fn - 1100) / 400) ** 2)) + 0.35 * np.exp(-(((fn - 2400) / 700) ** 2))
            voice += body * np.exp(-n / (4.2 + 6 * strength)) / n**0.75 * np.sin(n * phase + rng.uniform(0, 0.4))
        out += voice / players**0.6
    hair = sosfilt(butter(2, [1500, 5200], "band", fs=RATE, output="sos"), rng.normal(0, 1, len(t))) * 0.035
    out += hair * (0.4 + strength)
    attack = 0.09 + 0.22 * (1 - strength)
    env = np.clip(t / attack, 0, 1) ** 1.4
    env *= 1 - swell * np.cos(np.pi * np.clip(t / max(length, 0.1), 0, 1) * 2) * 0.6
    env *= np.clip((length + tail - t) / tail, 0, 1) ** 1.6
    return out * env * (0.12 + 0.3 * strength)


def plucked(midi, strength):
    f0 = hertz(midi)
    n = int(RATE / f0)
    burst = rng.uniform(-1, 1, n)
    burst = np.convolve(burst, np.ones(5) / 5, "same")
    out = np.zeros(int(2.2 * RATE))
    out[:n] = burst
    for i in range(n, len(out)):
        out[i] = 0.4975 * (out[i - n] + out[i - n - 1 if i > n else 0])
    return out * strength


def room(seconds, dark=3200, early=6, seed=3):
    """The answer of a room: a few early walls, then noise that dies, the high part first."""
    r = np.random.default_rng(seed)
    n = int(seconds * 1.5 * RATE)
    t = np.arange(n) / RATE
    answer = np.zeros((2, n))
    for side in (0, 1):
        for low, high, life in ((60, 400, 1.0), (400, 1500, 0.85), (1500, dark, 0.55), (dark, dark * 2.4, 0.28)):
            band = sosfilt(butter(2, [low, high], "band", fs=RATE, output="sos"), r.normal(0, 1, n))
            answer[side] += band * np.exp(-6.9 * t / (seconds * life))
        answer[side] *= 1 - np.exp(-t / 0.025)
        for _ in range(early):
            answer[side, int(r.uniform(0.009, 0.06) * RATE)] += r.uniform(-1, 1) * 4
        answer[side] /= np.sqrt((answer[side] ** 2).sum())
    return answer


def mixdown(tape, wet, answer, hiss=-66, level=-1.5, fade=1.5):
    out = np.stack([tape.dry[k] + wet * fftconvolve(tape.dry[k], answer[k])[: tape.dry.shape[1]] for k in (0, 1)])
    n = out.shape[1]
    out += sosfilt(butter(1, [300, 6000], "band", fs=RATE, output="sos"), rng.normal(0, 1, (2, n))) * 10 ** (hiss / 20) * np.abs(out).max()
    out = sosfilt(butter(2, 32, "high", fs=RATE, output="sos"), out)
    out /= np.abs(out).max()
    out = np.tanh(out * 1.25) / np.tanh(1.25)
    k = int(fade * RATE)
    out[:, -k:] *= np.linspace(1, 0, k) ** 1.5
    out[:, :200] *= np.linspace(0, 1, 200)
    return out * 10 ** (level / 20)


def play(tape, line, beat, start=0.0, voice="piano", strength=0.45, pan=0.0, gain=1.0, legato=1.0, shape=None, loose=0.012):
    """A line in writing: "A4:1.5 r:.5 D3+A3+F4:2" is a note, a rest, a chord; lengths in beats.
    `shape(p)` from 0 to 1 along the line bends the strength; `beat(b)` gives the second of a beat."""
    b = 0.0
    words = line.split()
    total = sum(float(w.split(":")[1]) for w in words)
    before = None
    for w in words:
        names, length = w.split(":")
        length = float(length)
        at = beat(start + b)
        lasts = beat(start + b + length) - at
        if names != "r":
            s = strength * (shape(b / total) if shape else 1.0) * rng.uniform(0.9, 1.1)
            for i, name in enumerate(names.split("+")):
                m = pitch(name)
                when = max(0, at + rng.normal(0, loose) + i * 0.011)
                if voice == "piano":
                    tape.add(when, piano(m, lasts * legato, min(s, 1)), pan + (m - 60) / 70, gain)
                elif voice == "bow":
                    tape.add(when, bowed(m, lasts * 0.97, min(s, 1), slide_from=before if before and abs(before - m) < 5 and rng.random() < 0.3 else None), pan, gain)
                    before = m
                elif voice == "section":
                    tape.add(when, bowed(m, lasts * 0.98, min(s, 1), players=3), pan + rng.uniform(-0.1, 0.1), gain)
        b += length
    return start + b


def tempo(bpm, breath=0.0, period=16.0, ending=None, offset=0.3):
    """Seconds of a beat; the pulse leans in and out, and slows towards `ending` (in beats)."""
    grid = np.arange(0, 600, 0.25)
    speed = bpm * (1 + breath * np.sin(2 * np.pi * grid / period))
    if ending:
        speed *= np.where(grid > ending - 6, np.clip(1 - 0.075 * (grid - ending + 6), 0.45, 1), 1)
    seconds = offset + np.concatenate([[0], np.cumsum(0.25 * 60 / speed)[:-1]])
    return lambda b: float(np.interp(b, grid, seconds))


def arch(p):
    return 0.75 + 0.5 * np.sin(np.pi * p)


# --- the pieces -------------------------------------------------------------------------------


def low_water():
    """Low Water, take eleven: piano in D minor, the viola comes in late."""
    beat = tempo(66, 0.035, 16, ending=66)
    tape = Tape(66)
    bars = [
        ("D2", "A2", "F3", "E4"), ("Bb1", "F2", "D3", "A3"), ("F2", "C3", "A3", "E4"), ("C2", "G2", "E3", "D4"),
        ("G1", "D2", "Bb2", "A3"), ("Bb1", "F2", "D3", "C4"), ("F2", "C3", "A3", "G3"), ("A1", "E2", "C#3", "G3"),
        ("D2", "A2", "F3", "E4"), ("C2", "A2", "E3", "C4"), ("Bb1", "F2", "D3", "A3"), ("F2", "C3", "A3", "C4"),
        ("G1", "D2", "Bb2", "F3"), ("A1", "F2", "C3", "A3"), ("Bb1", "F2", "D3", "F3"), ("A1", "E2", "D3", "G3"),
    ]
    left = " ".join(f"{a}:1 {b}:.5 {c}:.5 {d}:1 {c}:.5 {b}:.5" for a, b, c, d in bars)
    play(tape, left, beat, 0, strength=0.3, legato=2.2, shape=lambda p: 0.75 + 0.45 * np.sin(np.pi * p) ** 2)
    right = (
        "r:4 r:2 D5:1 E5:1 F5:2.5 E5:.5 C5:1 D5:3 G4:1 "
        "Bb4:1.5 A4:.5 F4:2 D5:2 C5:1 Bb4:1 A4:2.5 C5:.5 E5:1 C#5:2 E5:1 A5:1 "
        "F5+A5:2 E5:1 D5:1 E5:1.5 D5:.5 C5:2 D5:1 F5:1 A4:2 C5:3 r:1 "
        "Bb4:2 D5:1 F5:1 E5:1 F5:1 C5:2 D5:3 F5:1 E5:2 C#5:2"
    )
    play(tape, right, beat, 0, strength=0.44, legato=1.15, shape=arch)
    play(tape, "D2+A2+F3:4 D5+E5+A5:4", beat, 64, strength=0.26, legato=1.4)
    viola = "A4:3 G4:1 E4:3 D4:1 F4:2 G4:1 A4:1 A4:3 C5:1 Bb4:3 A4:1 C5:2 A4:2 F4:2 D4:2 E4:4 D4:5"
    play(tape, viola, beat, 32, voice="bow", strength=0.4, pan=0.3, gain=0.62, shape=arch, loose=0.03)
    return mixdown(tape, 0.42, room(2.6))


def bell_buoy():
    """Bell Buoy: a slow waltz, E flat, with a bell in it."""
    beat = tempo(84, 0.05, 12, ending=60)
    tape = Tape(50)
    bass = ["Eb2", "C2", "Ab1", "Bb1", "G2", "C2", "F2", "Bb1", "Eb2", "D2", "C2", "Ab1", "F2", "G2", "Ab1", "Bb1", "Ab1", "Bb1", "Eb2", "Eb2"]
    inner = ["G3+Bb3", "G3+Eb4", "Eb3+C4", "F3+D4", "Bb3+D4", "G3+Eb4", "Ab3+C4", "Ab3+D4", "G3+Bb3", "F3+Bb3", "G3+Eb4", "Eb3+C4", "Ab3+C4", "B3+F4", "Eb3+C4", "F3+D4", "C4+Eb4", "Ab3+D4", "G3+Bb3", "G3+Bb3"]
    left = " ".join(f"{a}:1 {i}:1 {i}:1" for a, i in zip(bass, inner))
    play(tape, left, beat, 0, strength=0.25, legato=1.8, shape=arch)
    right = (
        "r:3 r:3 r:1 Eb5:1 F5:1 G5:2 F5:1 D5:2 Bb4:1 C5:2 G4:1 Ab4:1 C5:1 F5:1 D5:2 Bb4:1 "
        "Eb5:2 G5:1 F5:1.5 D5:.5 Bb4:1 C5:2 Eb5:1 Ab5:2 G5:1 F5:1 Eb5:1 C5:1 D5:2 F5:1 Eb5:1 C5:1 Ab4:1 Bb4:3 C5:1 Eb5:1 Ab5:1 G5:1 F5:1 D5:1 Eb5:3 G5+Bb5:3"
    )
    play(tape, right, beat, 0, strength=0.43, legato=1.25, shape=arch)
    for at in (5.0, 16.4, 28.1, 39.7):
        t = np.arange(int(4 * RATE)) / RATE
        bell = sum(a * np.sin(2 * np.pi * hertz(87) / 2 * k * t) * np.exp(-t * d) for k, a, d in ((0.5, 0.3, 0.7), (1, 1, 1.1), (1.19, 0.5, 1.4), (1.5, 0.3, 1.9), (2.0, 0.5, 2.3), (2.74, 0.25, 4), (3.76, 0.12, 6)))
        tape.add(at, bell * 0.035, pan=-0.6)
    return mixdown(tape, 0.5, room(2.2, seed=8))


def strings():
    """The string session: a chorale for four desks, nobody else in the hall."""
    beat = tempo(58, 0.03, 16, ending=46)
    tape = Tape(56)
    parts = {
        "top": "D5:2 C5:1 Bb4:1 A4:3 r:1 Bb4:2 C5:1 D5:1 Eb5:2 D5:2 F5:3 Eb5:1 D5:2 C5:2 Bb4:1 A4:1 G4:1 A4:1 Bb4:2 A4:2 G4:1 A4:1 Bb4:1 C5:1 D5:3 r:1 G4:2 F#4:2 G4:5",
        "second": "Bb4:2 G4:2 F#4:3 r:1 G4:2 A4:2 G4:2 Bb4:2 Bb4:3 C5:1 Bb4:2 A4:2 F4:2 Eb4:2 F4:2 F#4:2 D4:2 G4:2 A4:3 r:1 Eb4:2 D4:2 D4:5",
        "viola": "G4:2 Eb4:2 D4:3 r:1 D4:2 F#4:2 C4:2 G4:2 D4:3 G4:1 F4:2 Eb4:2 D4:2 C4:2 D4:2 D4:2 Bb3:2 Eb4:2 F#4:3 r:1 C4:2 A3:2 Bb3:5",
        "cello": "G2:2 C3:2 D3:3 r:1 G3:2 D3:2 C3:2 G2:2 Bb2:3 C3:1 F3:2 F2:2 Bb2:2 C3:2 D3:2 D3:2 G2:2 Eb3:2 D3:3 r:1 C3:2 D3:2 G2:5",
    }
    for (name, line), pan, gain in zip(parts.items(), (-0.55, -0.2, 0.25, 0.6), (0.7, 0.55, 0.6, 0.8)):
        play(tape, line, beat, 0, voice="section", strength=0.42, pan=pan, gain=gain, shape=lambda p: 0.6 + 0.65 * np.sin(np.pi * min(1, p * 1.25)) ** 2, loose=0.025)
    chair = sosfilt(butter(2, [200, 1400], "band", fs=RATE, output="sos"), rng.normal(0, 1, RATE // 3)) * np.exp(-np.arange(RATE // 3) / 4000)
    tape.add(53.2, chair, pan=0.4, gain=0.12)
    tape.add(53.6, chair[::-1], pan=0.45, gain=0.05)
    return mixdown(tape, 0.6, room(3.1, seed=5))


def study():
    """Study for the left hand, no. 3: quick and even, B minor."""
    beat = tempo(104, 0.02, 8, ending=62)
    tape = Tape(41)
    chords = ["B1 F#2 B2 D3 F#3 C#4", "G1 D2 B2 D3 G3 B3", "D2 A2 D3 F#3 A3 E4", "A1 E2 A2 C#3 E3 B3", "E2 B2 E3 G3 B3 F#4", "C#2 G2 B2 E3 G3 B3", "F#1 C#2 F#2 B2 C#3 E3", "F#1 C#2 F#2 A#2 C#3 E3", "B1 F#2 B2 D3 F#3 B3", "G1 D2 G2 B2 D3 A3", "E2 B2 D3 G3 B3 D4", "A1 G2 C#3 E3 G3 C#4", "D2 A2 F#3 A3 D4 F#4", "G1 D2 B2 F#3 G3 B3", "F#1 C#2 E3 A#3 C#4 F#4"]
    line = []
    for c in chords:
        a = c.split()
        order = [0, 2, 1, 3, 2, 4, 3, 5, 4, 5, 3, 4, 2, 3, 1, 2]
        line += [f"{a[i]}:.25" for i in order]
    play(tape, " ".join(line), beat, 0, strength=0.36, legato=2.6, shape=lambda p: 0.65 + 0.5 * np.sin(np.pi * p) + 0.12 * np.sin(p * 95), loose=0.006)
    top = " ".join(f"{c.split()[5]}:4" for c in chords)
    play(tape, top, beat, 0, strength=0.5, legato=0.9, shape=arch)
    play(tape, "B1+F#2+D3+B3:5", beat, 60, strength=0.34, legato=1.2)
    return mixdown(tape, 0.3, room(1.7, seed=9), fade=2.0)


def harbour():
    """Four in the morning: water, a ship's horn a minor third up, and very little piano."""
    tape = Tape(44)
    n = tape.dry.shape[1]
    t = np.arange(n) / RATE
    for side in (0, 1):
        noise = rng.normal(0, 1, n)
        slap = sosfilt(butter(2, [180, 900], "band", fs=RATE, output="sos"), noise)
        swell = np.zeros(n)
        for k in range(40):
            at = rng.uniform(0, 44)
            swell += np.exp(-(((t - at) / rng.uniform(0.25, 1.1)) ** 2)) * rng.uniform(0.2, 1)
        tape.dry[side] += slap * (0.012 + 0.03 * swell)
        tape.dry[side] += sosfilt(butter(2, [40, 120], "band", fs=RATE, output="sos"), noise) * 0.05
    for at, m, length in ((9.0, 41, 4.0), (24.5, 44, 4.5)):
        tt = np.arange(int((length + 1) * RATE)) / RATE
        horn = sum(np.sin(2 * np.pi * hertz(m) * k * tt + k) / k**1.1 for k in range(1, 9))
        horn *= np.clip(tt / 0.5, 0, 1) * np.clip((length + 1 - tt) / 1.0, 0, 1)
        tape.add(at, sosfilt(butter(2, 520, "low", fs=RATE, output="sos"), horn) * 0.06, pan=0.5)
    beat = tempo(50)
    play(tape, "r:2 F3+C4+Ab4:6 Eb3+Bb3+G4:6 r:1 Db3+Ab3+F4:6 C3+G3+Eb4:3 Bb4:2 Ab4:6", beat, 0, strength=0.28, legato=1.2)
    play(tape, "r:4 C5:1 Eb5:3 r:2 Bb4:1 D5:3 r:3 Ab4:1 C5:2 F5:3 Eb5:2 C5:4", beat, 0, strength=0.3, legato=2.2)
    for at, m in ((2, 53), (14, 51), (28, 49)):
        tape.add(at, bowed(m, 11, 0.15, players=3, swell=1.2), pan=-0.3, gain=0.35)
    return mixdown(tape, 0.7, room(3.6, seed=11), fade=4)


def open_strings():
    """Ada tunes: four open strings, then four plucked."""
    tape = Tape(15)
    at = 0.5
    for low, high in (("D4", "A4"), ("G3", "D4"), ("C3", "G3")):
        for name in (low, high):
            tape.add(at + rng.uniform(0, 0.1), bowed(pitch(name), 2.6, 0.42, vibrato=0.0), pan=0.1, gain=0.7)
        at += 2.9
    for name in ("C3", "G3", "D4", "A4"):
        tape.add(at, plucked(pitch(name), 0.5), pan=0.1, gain=0.5)
        at += 0.62
    return mixdown(tape, 0.35, room(2.0, seed=2), fade=1)


def encore():
    """Kiel, the encore: one theme, then people clapping."""
    beat = tempo(72, 0.05, 8, ending=38)
    tape = Tape(50)
    left = " ".join(f"{a}:1 {c}:1 {d}:1 {c}:1" for a, c, d in (("F2", "C3", "A3"), ("E2", "C3", "G3"), ("D2", "A2", "F3"), ("Bb1", "F2", "D3"), ("G2", "D3", "Bb3"), ("C2", "Bb2", "E3"), ("F2", "C3", "A3"), ("D2", "A2", "F#3"), ("G2", "D3", "Bb3")))
    play(tape, left, beat, 0, strength=0.3, legato=2.0, shape=arch)
    play(tape, "A4:1 C5:1 F5:1.5 E5:.5 G5:2 E5:1 C5:1 D5:1 F5:1 A5:1.5 G5:.5 F5:2 D5:2 Bb4:1 D5:1 G5:1 A5:1 Bb5:1 A5:.5 G5:.5 E5:2 F5:1 A5:1 C6:2 A5:1 F#5:1 D5:2 G5:1.5 F5:.5 E5:1 D5:1", beat, 0, strength=0.48, legato=1.1, shape=arch)
    play(tape, "C2+G2+Bb2+E3+D5:2 C5:1 E5:1 F2+C3+A3+A4+F5:5", beat, 36, strength=0.42, legato=1.3)
    start = beat(42.5)
    for _ in range(72):
        rate, pan, at = rng.uniform(2.9, 4.6), rng.uniform(-1, 1), start + rng.gamma(2, 0.35)
        hue = rng.uniform(700, 1900)
        clap = sosfilt(butter(2, [hue * 0.6, hue * 1.8], "band", fs=RATE, output="sos"), rng.normal(0, 1, 1800)) * np.exp(-np.arange(1800) / rng.uniform(160, 420))
        until = 50 - rng.uniform(0, 1.5)
        while at < until:
            tape.add(at, clap, pan, 0.05 * rng.uniform(0.5, 1.2))
            at += 1 / rate * rng.uniform(0.9, 1.1)
    return mixdown(tape, 0.55, room(2.4, seed=4), fade=3)


PIECES = {
    # slug: (player, title, file ending, ffmpeg settings)
    "low-water": (low_water, "Low Water, take eleven", "mp3", ["-c:a", "libmp3lame", "-b:a", "64k"]),
    "bell-buoy": (bell_buoy, "Bell Buoy", "mp3", ["-c:a", "libmp3lame", "-b:a", "64k"]),
    "string-session": (strings, "The string session, before the mix", "mp3", ["-c:a", "libmp3lame", "-b:a", "64k"]),
    "encore": (encore, "Kiel, the encore", "mp3", ["-ac", "1", "-ar", "32000", "-c:a", "libmp3lame", "-b:a", "56k"]),
    "study-three": (study, "Study for the left hand, no. 3", "m4a", ["-c:a", "aac", "-b:a", "72k", "-movflags", "+faststart"]),
    "four-in-the-morning": (harbour, "Harbour, four in the morning", "ogg", ["-c:a", "libvorbis", "-q:a", "1", "-ar", "32000"]),
    "open-strings": (open_strings, "Ada tunes", "flac", ["-ac", "1", "-ar", "24000", "-sample_fmt", "s16", "-compression_level", "12"]),
}


def write(sound, path, title, settings, extra=()):
    raw = os.path.join(tempfile.mkdtemp(), "raw.wav")
    from scipy.io import wavfile

    wavfile.write(raw, RATE, (sound.T * 32000).astype("int16"))
    tags = {"title": title, "artist": "Maren Oduya", "album": "Low Water", "date": "2026"}
    meta = [x for k, v in tags.items() for x in ("-metadata", f"{k}={v}")]
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", raw, *extra, *meta, *settings, path], check=True)


def main():
    for slug in sys.argv[1:] or PIECES:
        player, title, ending, settings = PIECES[slug]
        path = os.path.join(OUT, f"{slug}.{ending}")
        write(player(), path, title, settings)
        print(slug, os.path.getsize(path) // 1024, "KB")


if __name__ == "__main__":
    main()
