import { describe, expect, it } from '@jest/globals';
import {
  IsArray,
  IsBoolean,
  IsEmpty,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { actionFields, fieldsOf } from './fields.js';
import { IsStorable } from './text.decorator.js';

class Base {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  @IsStorable()
  name?: string;
}
class Order extends Base {
  @IsInt()
  @Min(1)
  @Max(9)
  lines!: number;

  @IsArray()
  @IsIn(['read', 'dial'], { each: true })
  permissions!: string[];

  @IsOptional()
  @IsBoolean()
  now?: boolean;

  @IsIn(['a', 'b'])
  kind!: string;

  @IsEmpty()
  nothing?: never;
}

describe('the fields of a DTO', () => {
  it('are those its rules check', () => {
    const fields = fieldsOf(Order).map(({ name, required, schema }) => [name, required, schema] as const);
    expect(new Map(fields.map(([name, ...rest]) => [name, rest]))).toEqual(
      new Map<string, unknown>([
        ['lines', [true, { type: 'integer', minimum: 1, maximum: 9 }]],
        ['permissions', [true, { type: 'array', items: { enum: ['read', 'dial'] } }]],
        ['now', [false, { type: 'boolean' }]],
        ['kind', [true, { enum: ['a', 'b'] }]],
        ['name', [false, { type: 'string', maxLength: 20 }]],
      ]),
    );
  });

  it('are enough to draw a form', () => {
    expect(actionFields(Order)).toContainEqual({
      name: 'permissions',
      type: 'list',
      required: true,
      one_of: ['read', 'dial'],
    });
    expect(actionFields(Order)).toContainEqual({ name: 'lines', type: 'number', required: true });
  });
});
