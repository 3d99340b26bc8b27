import { ValidationPipe, type ValidationError } from '@nestjs/common';
import type { FieldProblem } from '@ringside/contracts';
import { MAX_FIELD_ERRORS, ProblemError } from './problem.js';

/** Checks bodies and queries against their DTO: unknown fields are refused, defaults are the DTO's. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => fieldsProblem(fieldProblems(errors)),
  });
}

export function fieldsProblem(errors: readonly FieldProblem[]): ProblemError {
  return new ProblemError('invalid_request', 'See `errors` for what to change.', { errors });
}

/** class-validator's findings as paths and codes: `lines` `is_int`. */
export function fieldProblems(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const error of errors) {
    if (found.length >= MAX_FIELD_ERRORS) break;
    const field = path(parent, error.property);
    // Rules are found from the last to the first; the first one, the type, says most unless nothing is there.
    const rules = Object.entries(error.constraints ?? {});
    const rule = rules.find(([name]) => name === 'isDefined') ?? rules.at(-1);
    if (rule !== undefined)
      found.push({
        field,
        code: CODES[rule[0]] ?? snakeCase(rule[0]),
        detail:
          rule[0] === 'whitelistValidation' ? `There is no field ${field} here; leave it out.` : rule[1],
      });
    found.push(...fieldProblems(error.children ?? [], field));
  }
  return found;
}

const CODES: Readonly<Record<string, string>> = {
  whitelistValidation: 'unknown_field',
  isDefined: 'is_required',
  unknownValue: 'is_object',
};

function path(parent: string, property: string): string {
  if (parent === '') return property;
  return /^\d+$/.test(property) ? `${parent}[${property}]` : `${parent}.${property}`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
