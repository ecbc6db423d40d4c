import type { ReactNode } from "react";
import { Canvas } from "../canvas/canvas.tsx";
import { ChecksOffer } from "../checks/checks-offer.tsx";
import { RunBanners } from "../run/run-banners.tsx";
import { ReviewBar } from "../timeline/review-bar.tsx";
import { PanelBoundary } from "./panel-boundary.tsx";

/** The canvas with what lies over it. */
export function CanvasArea(): ReactNode {
  return (
    <main id="canvas" tabIndex={-1} className="relative h-full outline-none" aria-label="Pipeline">
      <PanelBoundary name="canvas">
        <Canvas />
        <ReviewBar />
        <RunBanners>
          <ChecksOffer />
        </RunBanners>
      </PanelBoundary>
    </main>
  );
}
