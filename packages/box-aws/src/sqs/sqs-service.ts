import { text } from "../service/text.ts";
import { createHash, randomUUID } from "node:crypto";
import { type Ec2Event, eventBridgeMessage } from "../ec2/events.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationContext, Shape } from "../service/operation.ts";
import type { Service } from "../service/service.ts";
import type { Clock } from "../time/clock.ts";

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleFrom: number;
  receiptHandle: string;
  receiveCount: number;
}
interface Queue {
  readonly name: string;
  attributes: Record<string, string>;
  messages: Message[];
}

export interface SqsOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
}

export interface SqsService extends Service {
  /** What an EventBridge rule for EC2 events would put into every queue. */
  deliver(event: Ec2Event): void;
}

/** AWS keeps messages four days unless the queue says otherwise. */
const DEFAULT_RETENTION_S = 345_600;
/** A receive waits no longer; messages wake it at once. */
const LONGEST_WAIT_S = 20;
/** A queue that nobody reads must not grow without end. */
const KEPT = 10_000;

export function createSqsService({ accountId, region, clock }: SqsOptions): SqsService {
  const queues = new Map<string, Queue>();
  const waiting = new Set<() => void>();

  const queue = (url: unknown): Queue => {
    const found = queues.get(text(url).split("/").at(-1) ?? "");
    if (!found) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    return found;
  };
  const urlOf = (name: string, { endpoint }: OperationContext) => `${endpoint}/${accountId}/${name}`;

  function send(target: Queue, body: string): Message {
    const message: Message = {
      id: randomUUID(),
      body,
      sentAt: clock.now(),
      visibleFrom: clock.now(),
      receiptHandle: "",
      receiveCount: 0,
    };
    expire(target);
    target.messages.push(message);
    if (target.messages.length > KEPT) target.messages.shift();
    for (const wake of waiting) wake();
    return message;
  }

  /** Messages that nobody took in time are gone. */
  function expire(target: Queue): void {
    const retention = Number(target.attributes.MessageRetentionPeriod ?? DEFAULT_RETENTION_S) * 1000;
    const oldest = clock.now() - retention;
    if ((target.messages[0]?.sentAt ?? Infinity) < oldest)
      target.messages = target.messages.filter((message) => message.sentAt >= oldest);
  }

  function take(target: Queue, input: Shape): readonly Shape[] {
    expire(target);
    const now = clock.now();
    const visibility = Number(input.VisibilityTimeout ?? target.attributes.VisibilityTimeout ?? 30);
    const found = target.messages
      .filter((message) => message.visibleFrom <= now)
      .slice(0, Number(input.MaxNumberOfMessages ?? 1));
    return found.map((message) => {
      message.visibleFrom = now + visibility * 1000;
      message.receiptHandle = randomUUID();
      message.receiveCount++;
      return {
        MessageId: message.id,
        ReceiptHandle: message.receiptHandle,
        MD5OfBody: md5(message.body),
        Body: message.body,
        Attributes: { SentTimestamp: String(message.sentAt), ApproximateReceiveCount: String(message.receiveCount) },
      };
    });
  }

  /** Until a message comes, the time is up or the client has gone. */
  function nextMessage(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(milliseconds, done);
      function done() {
        cancel();
        waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      }
      waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  return {
    operations: {
      CreateQueue: (input, context) => {
        const name = text(input.QueueName);
        if (!queues.has(name))
          queues.set(name, { name, attributes: { ...(input.Attributes as Record<string, string>) }, messages: [] });
        return { QueueUrl: urlOf(name, context) };
      },
      DeleteQueue: (input) => {
        queues.delete(queue(input.QueueUrl).name);
        return {};
      },
      ListQueues: (input, context) => ({
        QueueUrls: [...queues.keys()]
          .filter((name) => name.startsWith(text(input.QueueNamePrefix ?? "")))
          .map((name) => urlOf(name, context)),
      }),
      GetQueueUrl: (input, context) => ({ QueueUrl: urlOf(queue(input.QueueName).name, context) }),
      GetQueueAttributes: (input) => {
        const found = queue(input.QueueUrl);
        return {
          Attributes: {
            ...found.attributes,
            QueueArn: `arn:aws:sqs:${region}:${accountId}:${found.name}`,
            ApproximateNumberOfMessages: String(found.messages.length),
          },
        };
      },
      SetQueueAttributes: (input) => {
        Object.assign(queue(input.QueueUrl).attributes, input.Attributes);
        return {};
      },
      SendMessage: (input) => {
        const message = send(queue(input.QueueUrl), text(input.MessageBody));
        return { MessageId: message.id, MD5OfMessageBody: md5(message.body) };
      },
      ReceiveMessage: async (input, { signal }) => {
        const target = queue(input.QueueUrl);
        const seconds = Math.min(
          Number(input.WaitTimeSeconds ?? target.attributes.ReceiveMessageWaitTimeSeconds ?? 0),
          LONGEST_WAIT_S,
        );
        const deadline = clock.now() + seconds * 1000;
        let messages = take(target, input);
        while (messages.length === 0 && clock.now() < deadline && !signal.aborted) {
          await nextMessage(deadline - clock.now(), signal);
          messages = take(target, input);
        }
        return messages.length === 0 ? {} : { Messages: messages };
      },
      DeleteMessage: (input) => {
        const target = queue(input.QueueUrl);
        target.messages = target.messages.filter((message) => message.receiptHandle !== input.ReceiptHandle);
        return {};
      },
      DeleteMessageBatch: (input) => {
        const target = queue(input.QueueUrl);
        const entries = (input.Entries ?? []) as readonly { Id?: string; ReceiptHandle?: string }[];
        const handles = new Set(entries.map((entry) => entry.ReceiptHandle));
        target.messages = target.messages.filter((message) => !handles.has(message.receiptHandle));
        return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
      },
      PurgeQueue: (input) => {
        queue(input.QueueUrl).messages = [];
        return {};
      },
    },
    permissions: (_operation, input) => {
      const name =
        text(input.QueueName ?? input.QueueUrl)
          .split("/")
          .at(-1) ?? "";
      return [{ resource: name === "" ? "*" : `arn:aws:sqs:${region}:${accountId}:${name}` }];
    },
    deliver: (event) => {
      if (queues.size === 0) return;
      const body = eventBridgeMessage(event, accountId, region, new Date(clock.now()).toISOString());
      for (const target of queues.values()) send(target, body);
    },
    save: () => [...queues.values()],
    restore: (saved) => {
      for (const each of saved as Queue[]) queues.set(each.name, each);
    },
  };
}

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
