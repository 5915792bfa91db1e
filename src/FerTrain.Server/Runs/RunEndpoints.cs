using FerTrain.Core.Comparison;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Reports;
using FerTrain.Server.Access;
using FerTrain.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace FerTrain.Server.Runs;

/// <summary>Answers questions about runs: their list, one of them, its files, its curves while it trains, and several side by side.</summary>
internal sealed class RunEndpoints(ServerOptions options, IHostApplicationLifetime lifetime) : IDisposable
{
    /// <summary>The name of the limits of what draws figures.</summary>
    public const string DrawingPolicy = "drawing";

    private readonly RunsFolder _folder = new(options.Runs);
    private readonly SemaphoreSlim _followers = new(options.Limits.Followers);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs", _folder.List).WithSummary("Lists the runs, the newest first.");
        routes.MapGet("/api/runs/{name}", (string name) => RunDetail.Of(Run(name)))
            .WithSummary("Describes a run: its scores, settings, figures and files.")
            .Produces<Refusal>(StatusCodes.Status404NotFound);
        routes.MapGet("/api/runs/{name}/events", Follow)
            .WithSummary("Follows a run: server-sent events named progress, now and whenever an epoch ends, until it no longer trains.")
            .Produces<RunProgress>(StatusCodes.Status200OK, "text/event-stream")
            .Produces<Refusal>(StatusCodes.Status404NotFound)
            .Produces<Refusal>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/api/compare", (string[] run) => RunComparison.Of(Records(run)))
            .WithSummary("Compares runs, with McNemar's test of each pair that is scored on the same faces.")
            .Produces<Refusal>(StatusCodes.Status404NotFound);
        routes.MapGet("/compare", Report).RequireRateLimiting(DrawingPolicy).ExcludeFromDescription();
        routes.MapGet("/runs/{name}/files/{**path}", File).ExcludeFromDescription();
    }

    public void Dispose() => _followers.Dispose();

    /// <exception cref="BadHttpRequestException">There is no such run.</exception>
    private RunDirectory Run(string name) =>
        _folder.Find(name) ?? throw new BadHttpRequestException("There is no such run.", StatusCodes.Status404NotFound);

    private RunRecord[] Records(string[] names) => names.Length > 0 && names.Length <= options.Limits.ComparedRuns
        ? Array.ConvertAll(names, name => RunRecord.Read(Run(name)))
        : throw new UserError($"{names.Length} runs are named. Expected: 1 to {options.Limits.ComparedRuns}, as ?run=NAME&run=NAME.");

    private IResult Report(HttpContext context, string[] run)
    {
        var records = Records(run);
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.FilePolicy;
        return Results.Text(ComparisonReport.Text(RunComparison.Of(records), records), "text/html; charset=utf-8");
    }

    private IResult File(HttpContext context, string name, string path)
    {
        if (RunsFolder.File(Run(name), path) is not { } file) return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.FilePolicy;
        return Results.Stream(file.Open(), file.Type);
    }

    private async Task Follow(string name, HttpContext context)
    {
        var run = Run(name);
        if (!_followers.Wait(0))
        {
            await Refusal.WriteBusy(context, $"{options.Limits.Followers} runs are followed already.");
            return;
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await TypedResults.ServerSentEvents(RunProgress.Follow(run, stop.Token)).ExecuteAsync(context);
        }
        finally
        {
            _followers.Release();
        }
    }
}
