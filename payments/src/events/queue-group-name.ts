/** Queue group and durable name of this service. */
export const queueGroupName = 'payments-service';
