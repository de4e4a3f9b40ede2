using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.Benchmarks.Overhead;

/// <summary>The same for saves.</summary>
internal sealed class NoOpSaveInterceptor : SaveChangesInterceptor;
