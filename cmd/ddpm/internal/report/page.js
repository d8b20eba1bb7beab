"use strict";
/* A film is an animation of the style sheet, and its box "Pause" works without this script. The script shows where it is, on a slider, and moves it.
   The slider counts from the second round, because before time 0, where a negative delay would lead, there is no animation. */
for (const film of document.querySelectorAll(".film")) {
	const toggle = film.querySelector(".toggle input"), slider = film.querySelector(".seek input");
	const motion = film.getAnimations()[0], reduced = matchMedia("(prefers-reduced-motion: reduce)");
	if (motion === undefined) continue;
	film.querySelector(".seek").hidden = false;
	slider.addEventListener("input", () => {
		const timing = motion.effect.getComputedTiming();
		toggle.checked = !reduced.matches;
		motion.currentTime = timing.delay + timing.duration * (1.08 + 0.52 * slider.value / slider.max);
	});
	setInterval(() => { slider.value = getComputedStyle(film).getPropertyValue("--frame"); }, 100);
}
