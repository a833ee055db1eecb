// Listening faster: beside each player of a recording, buttons for its speed. The browser's own player does the rest.
"use strict";

{
  const label = document.currentScript.dataset.label;
  const SPEEDS = [1, 1.25, 1.5, 2];

  for (const player of document.querySelectorAll("audio.player, video.player")) {
    const group = document.createElement("div");
    group.className = "speeds";
    group.dir = "ltr";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    const buttons = SPEEDS.map((speed) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "speed";
      button.textContent = `${speed}×`;
      button.setAttribute("aria-pressed", String(speed === 1));
      button.addEventListener("click", () => {
        player.defaultPlaybackRate = player.playbackRate = speed;
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      });
      return button;
    });
    group.append(...buttons);
    player.after(group);
  }
}
