import { jest } from "@jest/globals";

// With TEST_RETRIES, a test of processes that fails is tried again, as other work on the machine may have held them up.
// Jest tells of each, and .ci/run names them.

jest.retryTimes(Number(process.env.TEST_RETRIES ?? 0), { logErrorsBeforeRetry: true });
