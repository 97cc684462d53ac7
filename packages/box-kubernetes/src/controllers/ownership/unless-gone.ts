import { ApiError } from "../../api/api-error.ts";

/** Waits for a write that is not needed any more when its object is gone. @throws every other error */
export async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "NotFound")) throw error;
  }
}
