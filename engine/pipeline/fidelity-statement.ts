/**
 * How near a part of the simulation is to the real system. Modelled: it follows the real rule, with its names and defaults.
 * Simplified: the effect is there by a shorter road. Not modelled: it does not happen. Real and assumed are said of data.
 */
export type Fidelity = "modelled" | "simplified" | "not modelled" | "real" | "assumed";

/** A row of docs/fidelity.md: the part, how near it is, and notes with the source of the rule; notes may hold `code`. */
export type FidelityStatement = readonly [part: string, fidelity: Fidelity, note: string];
