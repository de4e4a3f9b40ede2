using System.Collections.Immutable;
using Audit.Events;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Operations;

/// <summary>Something that is done to a database by many commands, and has an event of its own: a migration, a run of a seeder, the creation of a database.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Source">What everything within it is recorded to come from.</param>
/// <param name="Connection">The connection to the database.</param>
/// <param name="Attributes">What its own event and every event within it carry.</param>
internal sealed record DatabaseOperation(string Action, CommandSource Source, IRelationalConnection Connection, ImmutableArray<AuditAttribute> Attributes);
