using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.Benchmarks.Overhead;

/// <summary>EF Core's own interceptor that does nothing: what any interceptor costs at least.</summary>
internal sealed class NoOpInterceptor : DbCommandInterceptor;
