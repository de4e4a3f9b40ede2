using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace ReferenceHost.Features.Shop.Migrations;

/// <summary>Columns whose values the database gives.</summary>
internal static class GeneratedColumn
{
    /// <summary>Says so in the words of both databases; each overlooks those of the other.</summary>
    public static OperationBuilder<AddColumnOperation> IsGenerated(this OperationBuilder<AddColumnOperation> column) => column
        .Annotation("Sqlite:Autoincrement", true)
        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);
}
