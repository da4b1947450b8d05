"""Plays a scenario of poolsim with LiteLLM's Router, one strategy per process, and prints one line of JSON."""

import asyncio
import json
import os
import subprocess
import sys
import time

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm  # noqa: E402

litellm.suppress_debug_info = True
SEED, REGIONS, TPM = "1", 4, 100_000
LENGTHS = {"small": 240.0, "small-blackout": 180.0}  # seconds
MEAN_CHARGE = 2600  # tokens of quota a request takes, for the requests per minute that a deployment is given


def router(base: str, strategy: str) -> litellm.Router:
    deployments = [
        {
            "model_name": "haiku",
            "litellm_params": {
                "model": "openai/haiku",
                "api_base": f"{base}/{i}/v1",
                "api_key": "none",
                "tpm": TPM,
                "rpm": TPM // MEAN_CHARGE,
                "timeout": 60,
            },
        }
        for i in range(REGIONS)
    ]
    return litellm.Router(model_list=deployments, routing_strategy=strategy, num_retries=3, cooldown_time=5)


async def one(r: litellm.Router, job: dict, start: float, out: list) -> None:
    await asyncio.sleep(max(0.0, start + job["at"] - time.monotonic()))
    asked, first = time.monotonic(), None
    try:
        stream = await r.acompletion(
            model="haiku",
            messages=[{"role": "user", "content": "word " * job["input"]}],
            max_tokens=job["max_tokens"],
            extra_body={"user": str(job["id"])},  # the parameter of that name is dropped for unknown models
            stream=True,
        )
        async for chunk in stream:
            if first is None and chunk.choices and chunk.choices[0].delta.content:
                first = time.monotonic()
        out.append({"ok": True, "first": first - asked, "end": time.monotonic() - start, "charge": job["charge"]})
    except Exception as e:  # whatever the router raises is what its user sees
        out.append({"ok": False, "error": type(e).__name__, "lost": first is not None})


def quantile(values: list, q: float) -> float:
    values = sorted(values)
    return round(values[min(len(values) - 1, int(q * len(values)))], 2) if values else 0.0


async def main(poolsim: str, strategy: str, scenario: str) -> None:
    jobs = [json.loads(line) for line in subprocess.check_output([poolsim, "-dump", "-scenario", scenario, "-seed", SEED]).splitlines()]
    server = subprocess.Popen(
        [poolsim, "-serve", "127.0.0.1:0", "-scenario", scenario, "-seed", SEED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        base = server.stdout.readline().split()[1]
        r, out, start = router(base, strategy), [], time.monotonic()
        await asyncio.gather(*(one(r, j, start, out) for j in jobs))
        import urllib.request

        stats = json.load(urllib.request.urlopen(base + "/stats"))
    finally:
        server.stdin.close()
        server.wait(10)
    good = [o for o in out if o["ok"]]
    length = LENGTHS[scenario]
    print(
        json.dumps(
            {
                "scenario": scenario,
                "strategy": strategy,
                "requests": len(jobs),
                "answered": len(good),
                "failed": len(out) - len(good),
                "lost": sum(o.get("lost", False) for o in out),
                "errors": {e: sum(o.get("error") == e for o in out) for e in {o["error"] for o in out if not o["ok"]}},
                "goodput_tokens": round(sum(o["charge"] for o in good if o["end"] <= length)),
                "calls": stats["calls"],
                "throttled": round(stats["throttled"] / stats["calls"], 4),
                "first_p50": quantile([o["first"] for o in good], 0.5),
                "first_p95": quantile([o["first"] for o in good], 0.95),
                "first_p99": quantile([o["first"] for o in good], 0.99),
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "small"))
