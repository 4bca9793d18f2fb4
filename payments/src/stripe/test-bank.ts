/** Answers for the buyer's bank where a stand-in with a memory runs in Stripe's place. */
export interface TestBank {
  /**
   * @param passed whether the buyer confirms
   * @throws Error when the stand-in doesn't take it: it has no such payment, or asks nothing about it
   */
  answer(intentId: string, passed: boolean): Promise<void>;
}

/** @param apiBase where the stand-in answers */
export function testBankAt(apiBase: string, timeoutMs: number): TestBank {
  return {
    async answer(intentId, passed) {
      const path = `/test/payment_intents/${encodeURIComponent(intentId)}/authenticate`;
      const response = await fetch(new URL(path, apiBase), {
        method: 'POST',
        body: new URLSearchParams({ passed: String(passed) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the stand-in for Stripe answered ${response.status}`);
    },
  };
}
