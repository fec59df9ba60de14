import { Webhook } from 'standardwebhooks';
import type { Person } from './test-desk';
import { waitFor } from './wait-for';
import type { Heard, WebhookReceiver } from './webhook-receiver';

export interface Added {
  readonly id: string;
  readonly secret: string;
  /** At the receiver. */
  readonly path: string;
}

export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly state: string;
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

interface Endpoint {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly failingSince: string | null;
}

/** Endpoints at one receiver, as an admin sees them. */
export class WebhookRoom {
  private made = 0;

  constructor(
    private readonly admin: Person,
    private readonly receiver: WebhookReceiver,
  ) {}

  /** By default it hears of what happens to no case here, so that no test tells anything to the endpoints of another. */
  async add(eventTypes: readonly string[] = ['case.terminated']): Promise<Added> {
    const path = `/receiver-${this.made++}`;
    const { body } = await this.admin.http
      .post('/v1/webhooks')
      .send({ url: this.receiver.url(path), description: 'test', eventTypes })
      .expect(201);
    return { id: body.id as string, secret: body.secret as string, path };
  }

  async endpoint(id: string): Promise<Endpoint | undefined> {
    const { body } = await this.admin.http.get('/v1/webhooks').expect(200);
    return (body.items as Endpoint[]).find((each) => each.id === id);
  }

  async deliveriesOf(id: string, query = ''): Promise<readonly Delivery[]> {
    const { body } = await this.admin.http.get(`/v1/webhooks/${id}/deliveries${query}`).expect(200);
    return body.items as Delivery[];
  }

  async sendTest(id: string): Promise<Delivery> {
    const { body } = await this.admin.http.post(`/v1/webhooks/${id}/test`).expect(202);
    return body as Delivery;
  }

  until(id: string, deliveryId: string, is: (delivery: Delivery) => boolean): Promise<Delivery> {
    return waitFor('the delivery', async () =>
      (await this.deliveriesOf(id)).find((each) => each.id === deliveryId && is(each)),
    );
  }
}

/** What the stock library makes of it; it throws where the signature is not by this secret. */
export const verified = ({ headers, body }: Heard, secret: string): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);
