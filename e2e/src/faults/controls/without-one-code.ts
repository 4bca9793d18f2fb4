import { loadCompiled } from './load-compiled';

interface Query {
  session: () => { lean: () => Promise<never[]> };
}

const { Admission } = loadCompiled<{
  Admission: { schema: { clearIndexes: () => void }; find: (filter: object) => Query };
}>('admissions/dist/models/admission.js');

/** Whoever is told of a sale issues, whose code ever the place has. */
Admission.schema.clearIndexes();
const find = Admission.find.bind(Admission);
Admission.find = (filter) =>
  '$and' in filter ? { session: () => ({ lean: () => Promise.resolve([]) }) } : find(filter);
