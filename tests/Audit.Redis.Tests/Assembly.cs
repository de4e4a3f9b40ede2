using Audit.Testing.Redis;

[assembly: AssemblyFixture(typeof(RedisFixture))]
