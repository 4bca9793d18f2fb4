import { keepYoungGenerationSmall } from './service/young-generation';

// The first import of a service's entry, so that it comes before whatever the others load.
keepYoungGenerationSmall();
