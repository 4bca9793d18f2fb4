/** Queue group and durable name of this service's subscriptions. */
export const queueGroupName = 'expiration-service';
