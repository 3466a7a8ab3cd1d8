"""One client of the Python ecosystem does one job against the server; prints what came as JSON.

Usage: python_clients.py openai|openrouter|litellm|langchain plain|stream|tools|schema|error <base url> <request as JSON>
"""

import json
import sys


def through_openai(job, base, request):
    import openai

    client = openai.OpenAI(base_url=base, api_key="sk-test", max_retries=0)
    if job == "error":
        try:
            client.chat.completions.create(**request)
        except openai.NotFoundError as error:
            return {"status": error.status_code}
    if job == "stream":
        chunks = client.chat.completions.create(**request, stream=True)
        return {"text": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)}
    message = client.chat.completions.create(**request).choices[0].message
    calls = [[call.function.name, call.function.arguments] for call in message.tool_calls or []]
    return {"text": message.content, "calls": calls}


def through_openrouter(job, base, request):
    from openrouter import OpenRouter, errors

    with OpenRouter(api_key="sk-test", server_url=base) as client:
        if job == "error":
            try:
                client.chat.send(**request)
            except errors.NotFoundResponseError as error:
                return {"status": error.status_code}
        if job == "stream":
            with client.chat.send(**request, stream=True) as chunks:
                return {"text": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)}
        message = client.chat.send(**request).choices[0].message
        calls = [[call.function.name, call.function.arguments] for call in message.tool_calls or []]
        return {"text": message.content, "calls": calls}


def through_litellm(job, base, request):
    import os

    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm

    # It prints an advertisement among what is read here.
    litellm.suppress_debug_info = True
    model = "openrouter/" + request.pop("model")
    client = {"model": model, "api_base": base, "api_key": "sk-test", "num_retries": 0}
    if job == "error":
        try:
            litellm.completion(**client, **request)
        except litellm.NotFoundError as error:
            return {"status": error.status_code}
    if job == "stream":
        chunks = litellm.completion(**client, **request, stream=True)
        return {"text": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)}
    message = litellm.completion(**client, **request).choices[0].message
    calls = [[call.function.name, call.function.arguments] for call in message.tool_calls or []]
    return {"text": message.content, "calls": calls}


def through_langchain(job, base, request):
    import openai
    from langchain_openai import ChatOpenAI

    messages = request.pop("messages")
    client = ChatOpenAI(model=request.pop("model"), base_url=base, api_key="sk-test", max_retries=0)
    client = client.bind(**request)
    if job == "error":
        try:
            client.invoke(messages)
        except openai.NotFoundError as error:
            return {"status": error.status_code}
    if job == "stream":
        return {"text": "".join(chunk.content for chunk in client.stream(messages))}
    message = client.invoke(messages)
    return {"text": message.content, "calls": [[c["name"], json.dumps(c["args"])] for c in message.tool_calls]}


if __name__ == "__main__":
    name, job, base, request = sys.argv[1:]
    run = {
        "openai": through_openai,
        "openrouter": through_openrouter,
        "litellm": through_litellm,
        "langchain": through_langchain,
    }[name]
    print(json.dumps(run(job, base, json.loads(request))))
