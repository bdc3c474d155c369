// What every page needs: failed requests say so, a form that was taken is emptied, and a new athlete's
// time zone is the browser's.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const problem = document.getElementById("problem");

  function tell(text) {
    problem.textContent = text;
    problem.hidden = false;
  }

  document.addEventListener("htmx:beforeRequest", () => (problem.hidden = true));
  document.addEventListener("htmx:responseError", (event) => {
    let detail = "";
    try {
      detail = JSON.parse(event.detail.xhr.responseText).detail;
    } catch {
      // a proxy's answer is no problem+json
    }
    tell(`That did not work${detail ? `: ${detail}` : ""}. Nothing was lost; please try again.`);
  });
  document.addEventListener("htmx:sendError", () => tell("The server can't be reached. Please try again."));

  document.addEventListener("taken", (event) => event.target.reset());

  const zone = document.getElementById("timezone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone.value === "UTC" && here) zone.value = here;
});
