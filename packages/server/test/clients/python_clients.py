"""One client of the Python ecosystem does one job against the server; prints what came as JSON.

Usage: python_clients.py openai|openrouter plain|stream|tools|schema|error <base url> <request as JSON>
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


if __name__ == "__main__":
    name, job, base, request = sys.argv[1:]
    run = {"openai": through_openai, "openrouter": through_openrouter}[name]
    print(json.dumps(run(job, base, json.loads(request))))
