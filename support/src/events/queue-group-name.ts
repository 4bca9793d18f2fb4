/** Queue group and durable name of all subscriptions of this service. */
export const queueGroupName = 'support-service';
