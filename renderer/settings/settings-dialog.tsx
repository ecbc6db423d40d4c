import type { ReactNode } from "react";
import { RUN_SPEEDS } from "../stores/run-store.ts";
import { DEFAULT_SETTINGS, THEME_CHOICES, type ThemeChoice } from "../stores/settings-store.ts";
import { Button } from "../widgets/button.tsx";
import { Modal } from "../widgets/modal.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { Toggle } from "../widgets/toggle.tsx";
import { useSettings, useView } from "../workbench/workbench.ts";

const THEME_WORDS: Readonly<Record<ThemeChoice, string>> = {
  system: "System",
  dark: "Dark",
  light: "Light",
  contrast: "High contrast",
};

/** What a person may choose about the app; every choice takes effect at once and is kept. */
export function SettingsDialog(): ReactNode {
  const close = useView((view) => view.closeDialog);
  const settings = useSettings((state) => state);
  const { change } = settings;
  return (
    <Modal
      title="Settings"
      description="They apply at once and are kept on this machine."
      width="middle"
      onClose={close}
      footer={
        <Button
          onClick={() => {
            const { tracks: _tracks, panelSizes: _panelSizes, isTourDone: _isTourDone, ...defaults } = DEFAULT_SETTINGS;
            change(defaults);
          }}
        >
          Back to the defaults
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Row label="Theme">
          <Segmented
            label="Theme"
            value={settings.theme}
            options={THEME_CHOICES.map((value) => ({ value, label: THEME_WORDS[value] }))}
            onChange={(theme) => change({ theme })}
          />
        </Row>
        <Row label="Motion" note="Reduced: no particles, no slides; edges show figures and chevrons instead.">
          <Segmented
            label="Motion"
            value={settings.motion}
            options={[
              { value: "system", label: "System" },
              { value: "full", label: "Full" },
              { value: "reduced", label: "Reduced" },
            ]}
            onChange={(motion) => change({ motion })}
          />
        </Row>
        <Row label="Density" note="How high the rows of lists and tables are.">
          <Segmented
            label="Density"
            value={settings.density}
            options={[
              { value: "comfortable", label: "Comfortable" },
              { value: "compact", label: "Compact" },
            ]}
            onChange={(density) => change({ density })}
          />
        </Row>
        <Row label="Edges">
          <Segmented
            label="Edges"
            value={settings.edgeStyle}
            options={[
              { value: "smooth", label: "Smooth" },
              { value: "orthogonal", label: "Right angles" },
            ]}
            onChange={(edgeStyle) => change({ edgeStyle })}
          />
        </Row>
        <Row label="Speed at start" note="How many virtual seconds pass in a second.">
          <Segmented
            label="Speed at start"
            value={String(settings.speed)}
            options={RUN_SPEEDS.map((speed) => ({
              value: String(speed),
              label: speed === "max" ? "max" : `${speed}×`,
            }))}
            onChange={(value) => {
              const speed = RUN_SPEEDS.find((candidate) => String(candidate) === value);
              if (speed !== undefined) change({ speed });
            }}
          />
        </Row>
        <Row label="Minimap">
          <Toggle
            label="Show the minimap"
            isLabelHidden
            isOn={settings.isMinimapShown}
            onChange={(isMinimapShown) => change({ isMinimapShown })}
          />
        </Row>
      </div>
    </Modal>
  );
}

function Row({
  label,
  note,
  children,
}: {
  readonly label: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
      <div className="min-w-40 flex-1">
        <p className="font-semibold">{label}</p>
        {note !== undefined && <p className="text-table text-t2">{note}</p>}
      </div>
      {children}
    </div>
  );
}
