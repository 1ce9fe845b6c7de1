'use strict';

addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});

/* A link to a folded trial unfolds it. */
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === 'DETAILS') target.open = true;
}
addEventListener('hashchange', unfold);
unfold();

/* Zoom of a flame graph: a frame fills the width, its callers with it, and the rest is out of sight. */
function flameGraph(svg) {
  const frames = Array.from(svg.querySelectorAll('.frame'), element => ({
    element,
    x: parseFloat(element.getAttribute('x')),
    width: parseFloat(element.getAttribute('width')),
    y: parseFloat(element.getAttribute('y')),
  }));
  const root = frames[0];
  const slack = 0.002;

  function label(frame, width) {
    const wide = width * svg.clientWidth / 100 >= 24;
    let text = frame.element.querySelector('text');
    if (wide && !text) {
      text = document.createElementNS(svg.namespaceURI, 'text');
      text.setAttribute('x', '4');
      text.setAttribute('y', '12.5');
      text.textContent = frame.element.querySelector('title').textContent.split(': ')[0];
      frame.element.append(text);
    } else if (!wide && text) {
      text.remove();
    }
  }

  function zoom(to) {
    for (const frame of frames) {
      const x = 100 * (frame.x - to.x) / to.width;
      const width = 100 * frame.width / to.width;
      const hidden = x + width <= slack || x >= 100 - slack;
      frame.element.classList.toggle('hidden', hidden);
      if (hidden) continue;
      const left = Math.max(0, x);
      const shown = Math.min(100, x + width) - left;
      frame.element.setAttribute('x', left + '%');
      frame.element.setAttribute('width', shown + '%');
      label(frame, shown);
    }
  }

  function within(inner, outer) {
    return inner.x >= outer.x - slack && inner.x + inner.width <= outer.x + outer.width + slack;
  }

  function next(frame, key) {
    const rows = frame.element.getBoundingClientRect().height + 1;
    switch (key) {
      case 'ArrowUp':
        return frames.filter(other => other.y === frame.y - rows && within(other, frame))
          .sort((a, b) => b.width - a.width)[0];
      case 'ArrowDown':
        return frames.find(other => other.y === frame.y + rows && within(frame, other));
      case 'ArrowLeft':
        return frames.filter(other => other.y === frame.y && other.x < frame.x).sort((a, b) => b.x - a.x)[0];
      case 'ArrowRight':
        return frames.filter(other => other.y === frame.y && other.x > frame.x).sort((a, b) => a.x - b.x)[0];
    }
  }

  function focus(frame) {
    for (const other of frames) other.element.setAttribute('tabindex', '-1');
    frame.element.setAttribute('tabindex', '0');
    frame.element.focus();
  }

  root.element.setAttribute('tabindex', '0');
  for (const frame of frames) {
    label(frame, frame.width);
    frame.element.addEventListener('click', () => zoom(frame));
    frame.element.addEventListener('keydown', event => {
      const to = next(frame, event.key);
      if (event.key === 'Enter' || event.key === ' ') zoom(frame);
      else if (event.key === 'Escape') zoom(root);
      else if (to && !to.element.classList.contains('hidden')) focus(to);
      else if (!event.key.startsWith('Arrow')) return;
      event.preventDefault();
    });
  }
}
document.querySelectorAll('.flame svg.plot').forEach(flameGraph);
