import { describe, expect, it } from '@jest/globals';
import { Controller, Delete, Get, Post } from '@nestjs/common';
import { Reflector, type ModulesContainer } from '@nestjs/core';
import { Needs, Public } from './access.js';
import { routeAccess } from './route-access.js';

function routesOf(metatype: object): ReturnType<typeof routeAccess> {
  const controllers = new Map([['c', { metatype }]]);
  return routeAccess(new Map([['m', { controllers }]]) as unknown as ModulesContainer, new Reflector());
}

describe('the marks of routes', () => {
  it('are a route’s own, or of its controller', () => {
    @Needs('read')
    @Controller('v1/things')
    class Things {
      @Get(':id')
      get(): void {}

      @Needs('dial')
      @Post()
      make(): void {}

      @Public()
      @Get()
      list(): void {}
    }
    expect(routesOf(Things)).toEqual([
      { method: 'GET', path: '/v1/things/:id', access: 'read' },
      { method: 'POST', path: '/v1/things', access: 'dial' },
      { method: 'GET', path: '/v1/things', access: 'public' },
    ]);
  });

  it('must be there', () => {
    @Controller('v1/things')
    class Unmarked {
      @Get()
      list(): void {}
    }
    expect(() => routesOf(Unmarked)).toThrow('GET /v1/things is not marked: who may use it?');
  });

  it('are never `read` by mistake where something is changed', () => {
    @Needs('read')
    @Controller('v1/things')
    class Careless {
      @Delete(':id')
      delete(): void {}
    }
    expect(() => routesOf(Careless)).toThrow('DELETE /v1/things/:id changes something');
  });

  it('may be `read` where something is only reckoned, said of the route itself', () => {
    @Needs('read')
    @Controller('v1/sums')
    class Sums {
      @Needs('read')
      @Post()
      add(): void {}
    }
    expect(routesOf(Sums)).toEqual([{ method: 'POST', path: '/v1/sums', access: 'read' }]);
  });
});
