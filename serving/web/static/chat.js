// The coach's chat: posts a message and shows the answer as its events arrive.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("talk");
  const input = document.getElementById("message");
  const chat = document.getElementById("chat");
  const button = form.querySelector("button");
  let planChanged = false;

  function say(role, text) {
    const bubble = document.createElement("div");
    bubble.className = `said ${role}`;
    bubble.textContent = text;
    chat.append(bubble);
    chat.scrollTop = chat.scrollHeight;
    return bubble;
  }

  function show(name, data, bubble) {
    if (name === "safety") bubble.classList.add(data.level);
    if (name === "token") bubble.textContent += data.text;
    if (name === "done") planChanged = data.plan_changed;
    chat.scrollTop = chat.scrollHeight;
  }

  async function listen(answer, bubble) {
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let buffer = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      buffer += decoder.decode(value, { stream: true });
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop();
      for (const block of blocks) {
        const [event, data] = block.split("\n");
        show(event.slice(7), JSON.parse(data.slice(6)), bubble);
      }
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    say("athlete", text);
    input.value = "";
    button.disabled = true;
    const bubble = say("coach waiting", "");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ message: text }),
      });
      if (answer.redirected) window.location.assign("/sign-in?why=expired");
      else if (answer.ok) await listen(answer, bubble);
      else bubble.textContent = "That did not work. Please try again.";
    } catch {
      bubble.textContent = "The connection was lost. Please try again.";
    } finally {
      bubble.classList.remove("waiting");
      button.disabled = false;
      input.focus();
      if (planChanged) window.htmx.ajax("GET", "/app/plan", "#plan");
      planChanged = false;
    }
  });
  chat.scrollTop = chat.scrollHeight;
});
