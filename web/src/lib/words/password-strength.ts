import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** How hard a password is to guess, from 0 to 4; `personal` is what others know of its owner. */
export function passwordStrength(password: string, personal: string[]): number {
  return estimator.check(password, personal).score;
}
