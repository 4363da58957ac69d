#!/usr/bin/env python3
"""What the schemas of Kubernetes cannot know about our own manifests.

Reads rendered manifests from files; with --settings FILE (one FOURCO_* name a
line) every setting named in them or in the Dockerfile must be one that the
service knows: it refuses to start with any other. Prints each breach, exit 1.

    deploy_rules.py [--settings FILE] [--dockerfile FILE] RENDERED.yaml...
    deploy_rules.py --self-test     shows that every breach is caught
"""

import argparse
import copy
import re
import sys

import yaml

UID = 10001
PORT = 8080
# The stop of a replica must leave the service this long after preStop to finish
# what it has begun.
SECONDS_TO_FINISH = 15


def of_kind(objects, kind):
    return [each for each in objects if each.get("kind") == kind]


def name_of(each):
    return f"{each.get('kind')}/{each.get('metadata', {}).get('name')}"


def selects(selector, labels):
    """Whether a selector picks these labels; an empty one here counts as no."""
    return bool(selector) and all(labels.get(key) == value for key, value in selector.items())


def check_objects(objects):
    """Every breach in one rendered set of manifests, as text."""
    deployments = of_kind(objects, "Deployment")
    if len(deployments) != 1:
        yield f"expected one Deployment, found {len(deployments)}"
        return
    deployment = deployments[0]
    yield from check_rollout(deployment)
    yield from check_pod(deployment["spec"]["template"]["spec"], objects)
    yield from check_neighbours(deployment, objects)
    for secret in of_kind(objects, "Secret"):
        yield f"{name_of(secret)}: secrets are the operator's and never committed"
    namespaces = {each.get("metadata", {}).get("namespace") for each in objects}
    if len(namespaces) != 1:
        yield f"all objects in one namespace or none in any, found {sorted(map(str, namespaces))}"


def check_rollout(deployment):
    rolling = deployment["spec"].get("strategy", {}).get("rollingUpdate", {})
    if rolling.get("maxUnavailable") != 0:
        yield "Deployment: maxUnavailable must be 0, or a rollout loses requests"
    if "replicas" in deployment["spec"]:
        yield "Deployment: replicas belong to the autoscaler, written here each rollout resets them"


def check_pod(pod, objects):
    if pod.get("automountServiceAccountToken") is not False:
        yield "Pod: automountServiceAccountToken must be false"
    if pod.get("enableServiceLinks") is not False:
        yield "Pod: enableServiceLinks must be false, or Kubernetes adds unknown FOURCO_* variables"
    context = pod.get("securityContext", {})
    if context.get("runAsNonRoot") is not True or context.get("runAsUser") != UID:
        yield f"Pod: runAsNonRoot with runAsUser {UID} is wanted"
    if context.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "Pod: seccompProfile must be RuntimeDefault"
    if pod.get("serviceAccountName") not in {
        each["metadata"]["name"] for each in of_kind(objects, "ServiceAccount")
    }:
        yield "Pod: its service account is not among the manifests"

    containers = pod.get("containers", [])
    for container in containers + pod.get("initContainers", []):
        yield from check_container(container, pod, objects)
    for container in containers:
        yield from check_serving(container, pod)


def check_container(container, pod, objects):
    """What both the migration and the service must have."""
    name = f"container {container.get('name')}"
    for side in ("requests", "limits"):
        amounts = container.get("resources", {}).get(side, {})
        for resource in ("cpu", "memory"):
            if resource not in amounts:
                yield f"{name}: no {resource} in resources.{side}"

    context = container.get("securityContext", {})
    for key, wanted in (
        ("allowPrivilegeEscalation", False),
        ("readOnlyRootFilesystem", True),
        ("runAsNonRoot", True),
    ):
        if context.get(key) is not wanted:
            yield f"{name}: securityContext.{key} must be {str(wanted).lower()}"
    if context.get("capabilities") != {"drop": ["ALL"]}:
        yield f"{name}: capabilities must be dropped, all of them, and none added"
    if context.get("privileged"):
        yield f"{name}: privileged"

    image = container.get("image", "")
    if ":" not in image.rsplit("/", 1)[-1] or image.endswith(":latest"):
        yield f"{name}: image {image!r} needs a version or a digest"

    # The settings: a ConfigMap that is there, and the database's URL from a secret.
    maps = {each["metadata"]["name"]: each.get("data", {}) for each in of_kind(objects, "ConfigMap")}
    for source in container.get("envFrom", []):
        wanted = source.get("configMapRef", {}).get("name")
        if wanted not in maps:
            yield f"{name}: settings come from {wanted}, which is not among the manifests"
    database = [each for each in container.get("env", []) if each["name"] == "FOURCO_DATABASE_URL"]
    reference = database[0].get("valueFrom", {}).get("secretKeyRef") if database else None
    if not reference or reference.get("optional"):
        yield f"{name}: FOURCO_DATABASE_URL must come from a secret that is not optional"

    # The key set must be where the setting says.
    mounts = {each["mountPath"]: each["name"] for each in container.get("volumeMounts", [])}
    volumes = {each["name"]: each for each in pod.get("volumes", [])}
    for mounted in mounts.values():
        if mounted not in volumes:
            yield f"{name}: mounts {mounted}, which is no volume of the pod"
    values = settings_of(container, maps)
    folder, _, file = values.get("FOURCO_JWKS_FILE", "").rpartition("/")
    source = volumes.get(mounts.get(folder), {}).get("configMap", {}).get("name")
    if file not in maps.get(source, {}):
        yield f"{name}: FOURCO_JWKS_FILE is in no mounted ConfigMap"
    if values.get("FOURCO_LISTEN") != f"0.0.0.0:{PORT}":
        yield f"{name}: FOURCO_LISTEN must be 0.0.0.0:{PORT}"
    if values.get("FOURCO_DATA_DIR") not in mounts:
        yield f"{name}: FOURCO_DATA_DIR is not a mounted folder, and the root is read-only"


def settings_of(container, maps):
    values = {}
    for source in container.get("envFrom", []):
        values.update(maps.get(source.get("configMapRef", {}).get("name"), {}))
    values.update({each["name"]: each.get("value", "") for each in container.get("env", [])})
    return values


def check_serving(container, pod):
    """What only a container that answers requests must have."""
    name = f"container {container.get('name')}"
    ports = {each.get("name"): each.get("containerPort") for each in container.get("ports", [])}
    if list(ports.values()) != [PORT]:
        yield f"{name}: its one port must be {PORT}, found {ports}"
    for probe, path in (("startup", "/livez"), ("liveness", "/livez"), ("readiness", "/readyz")):
        asked = container.get(f"{probe}Probe", {}).get("httpGet", {})
        if asked.get("path") != path or asked.get("port") not in (*ports, PORT):
            yield f"{name}: the {probe} probe must ask {path} on the service's port"
    pause = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    grace = pod.get("terminationGracePeriodSeconds", 0)
    if pause < 1 or grace - pause < SECONDS_TO_FINISH:
        yield (
            f"{name}: preStop must sleep, and leave {SECONDS_TO_FINISH} s"
            f" of the grace period; it sleeps {pause} s of {grace} s"
        )


def check_neighbours(deployment, objects):
    """Whether what surrounds the Deployment really points at it."""
    template = deployment["spec"]["template"]
    labels = template["metadata"].get("labels", {})
    names = {port.get("name") for each in template["spec"]["containers"] for port in each.get("ports", [])}

    def one(kind):
        found = of_kind(objects, kind)
        return found[0] if len(found) == 1 else None

    for kind in ("Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy"):
        if one(kind) is None:
            yield f"expected one {kind}"
    if service := one("Service"):
        if not selects(service["spec"].get("selector"), labels):
            yield "Service: selects no replica"
        for port in service["spec"].get("ports", []):
            if port.get("targetPort") not in names | {PORT}:
                yield f"Service: targetPort {port.get('targetPort')} is no port of the replicas"
            if not 0 < port.get("port", 0) < 65536:
                yield f"Service: port {port.get('port')}"
    if budget := one("PodDisruptionBudget"):
        if not selects(budget["spec"].get("selector", {}).get("matchLabels"), labels):
            yield "PodDisruptionBudget: covers no replica"
    if scaler := one("HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        if (target.get("kind"), target.get("name")) != ("Deployment", deployment["metadata"]["name"]):
            yield "HorizontalPodAutoscaler: scales something else"
        if not 3 <= scaler["spec"].get("minReplicas", 1) <= scaler["spec"]["maxReplicas"]:
            yield "HorizontalPodAutoscaler: at least three replicas, and no fewer at most"
    if policy := one("NetworkPolicy"):
        if not selects(policy["spec"].get("podSelector", {}).get("matchLabels"), labels):
            yield "NetworkPolicy: covers no replica"
        if sorted(policy["spec"].get("policyTypes", [])) != ["Egress", "Ingress"]:
            yield "NetworkPolicy: must speak of both directions"
        for port in (port for rule in policy["spec"].get("ingress", []) for port in rule.get("ports", [])):
            if port.get("port") not in names | {PORT}:
                yield f"NetworkPolicy: lets in {port.get('port')}, which is no port of the replicas"


def check_dockerfile(text):
    final = text[text.rindex("\nFROM ") :]
    for line in (f"EXPOSE {PORT}", f"USER {UID}:{UID}", 'ENTRYPOINT ["fourco"]', 'VOLUME ["/var/lib/fourco"]'):
        if line not in final.splitlines():
            yield f"Dockerfile: the final stage has no line {line!r}"


def settings_named(objects):
    for config in of_kind(objects, "ConfigMap"):
        yield from (key for key in config.get("data", {}) if key.startswith("FOURCO_"))
    for deployment in of_kind(objects, "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        for container in pod.get("containers", []) + pod.get("initContainers", []):
            yield from (each["name"] for each in container.get("env", []) if each["name"].startswith("FOURCO_"))


def check_known(named, known):
    for name in sorted(set(named) - known):
        yield f"{name}: the service has no such setting"


def self_test(objects, dockerfile):
    """Breaks a copy of good manifests in one way at a time; each must be seen."""

    def deployment(all_):
        return of_kind(all_, "Deployment")[0]["spec"]

    def pod(all_):
        return deployment(all_)["template"]["spec"]

    def serve(all_):
        return pod(all_)["containers"][0]

    def migrate(all_):
        return pod(all_)["initContainers"][0]

    def spec(kind):
        return lambda all_: of_kind(all_, kind)[0]["spec"]

    def drop(kind):
        return lambda all_: all_.remove(of_kind(all_, kind)[0])

    def without(part, *path):
        def breach(all_):
            at = part(all_)
            for key in path[:-1]:
                at = at[key]
            del at[path[-1]]

        return breach

    def with_(part, value, *path):
        def breach(all_):
            at = part(all_)
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value

        return breach

    def settings(all_):
        return next(each for each in of_kind(all_, "ConfigMap") if "FOURCO_LISTEN" in each["data"])["data"]

    breaches = {
        "no autoscaler": drop("HorizontalPodAutoscaler"),
        "no budget": drop("PodDisruptionBudget"),
        "no network policy": drop("NetworkPolicy"),
        "no service": drop("Service"),
        "no service account": drop("ServiceAccount"),
        "no settings": drop("ConfigMap"),
        "a secret": lambda all_: all_.append({"kind": "Secret", "metadata": copy.deepcopy(all_[0]["metadata"])}),
        "two namespaces": lambda all_: all_[0]["metadata"].update(namespace="elsewhere"),
        "replicas": with_(deployment, 3, "replicas"),
        "rollout": with_(deployment, 1, "strategy", "rollingUpdate", "maxUnavailable"),
        "token": without(pod, "automountServiceAccountToken"),
        "service links": without(pod, "enableServiceLinks"),
        "root": with_(pod, 0, "securityContext", "runAsUser"),
        "seccomp": without(pod, "securityContext", "seccompProfile"),
        "grace": with_(pod, 10, "terminationGracePeriodSeconds"),
        "no pause": without(serve, "lifecycle"),
        "no startup probe": without(serve, "startupProbe"),
        "no liveness probe": without(serve, "livenessProbe"),
        "readiness asks the wrong path": with_(serve, "/livez", "readinessProbe", "httpGet", "path"),
        "probe on no port": with_(serve, "admin", "livenessProbe", "httpGet", "port"),
        "port": with_(serve, 80, "ports", 0, "containerPort"),
        "no limits": without(serve, "resources", "limits"),
        "no request of the migration": without(migrate, "resources", "requests", "cpu"),
        "escalation": without(serve, "securityContext", "allowPrivilegeEscalation"),
        "writable root": with_(migrate, False, "securityContext", "readOnlyRootFilesystem"),
        "capabilities": with_(serve, {"drop": ["ALL"], "add": ["NET_ADMIN"]}, "securityContext", "capabilities"),
        "latest": with_(serve, "fourco:latest", "image"),
        "no tag": with_(migrate, "images.example:5000/fourco", "image"),
        "database in the clear": with_(serve, [{"name": "FOURCO_DATABASE_URL", "value": "x"}], "env"),
        "database optional": with_(
            migrate, True, "env", 0, "valueFrom", "secretKeyRef", "optional"
        ),
        "keys elsewhere": with_(settings, "/etc/other/jwks.json", "FOURCO_JWKS_FILE"),
        "listens on loopback": with_(settings, "127.0.0.1:8080", "FOURCO_LISTEN"),
        "data on the root": with_(settings, "/data", "FOURCO_DATA_DIR"),
        "service selects others": with_(spec("Service"), {"a": "b"}, "selector"),
        "service to no port": with_(spec("Service"), "https", "ports", 0, "targetPort"),
        "port too high": with_(spec("Service"), 80800, "ports", 0, "port"),
        "budget of others": with_(spec("PodDisruptionBudget"), {"a": "b"}, "selector", "matchLabels"),
        "scales others": with_(spec("HorizontalPodAutoscaler"), "other", "scaleTargetRef", "name"),
        "two replicas": with_(spec("HorizontalPodAutoscaler"), 2, "minReplicas"),
        "policy of others": with_(spec("NetworkPolicy"), {}, "podSelector"),
        "policy one way": with_(spec("NetworkPolicy"), ["Ingress"], "policyTypes"),
        "policy lets in another port": with_(spec("NetworkPolicy"), 9090, "ingress", 0, "ports", 0, "port"),
    }
    faults = [f"good manifests: {each}" for each in check_objects(objects)]
    for title, breach in breaches.items():
        broken = copy.deepcopy(objects)
        breach(broken)
        if not list(check_objects(broken)):
            faults.append(f"not caught: {title}")
    for line in ("EXPOSE 8080", "USER 10001:10001"):
        if not list(check_dockerfile(dockerfile.replace(line, "# gone"))):
            faults.append(f"not caught: no {line} in the Dockerfile")
    named = set(settings_named(objects))
    for name in named:
        if not list(check_known(named, named - {name})):
            faults.append(f"not caught: {name} unknown to the service")
    return faults, len(breaches) + 2 + len(named)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--settings", metavar="FILE")
    parser.add_argument("--dockerfile", metavar="FILE", default="Dockerfile")
    parser.add_argument("rendered", nargs="+", metavar="RENDERED.yaml")
    args = parser.parse_args()

    with open(args.dockerfile, encoding="utf-8") as file:
        dockerfile = file.read()
    sets = {}
    for path in args.rendered:
        with open(path, encoding="utf-8") as file:
            sets[path] = [each for each in yaml.safe_load_all(file) if each]

    if args.self_test:
        for path, objects in sets.items():
            faults, tried = self_test(objects, dockerfile)
            for fault in faults:
                print(f"{path}: {fault}")
            if faults:
                return 1
            print(f"deploy: {tried} breaches tried, all caught")
        return 0

    breaches = list(check_dockerfile(dockerfile))
    named = set(re.findall(r"\bFOURCO_[A-Z0-9_]+(?==)", dockerfile))
    for path, objects in sets.items():
        breaches += [f"{path}: {each}" for each in check_objects(objects)]
        named |= set(settings_named(objects))
    if args.settings:
        with open(args.settings, encoding="utf-8") as file:
            known = set(file.read().split())
        breaches += check_known(named, known)
    for each in breaches:
        print(f"deploy: {each}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
