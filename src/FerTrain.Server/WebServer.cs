using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.RateLimiting;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Server.Access;
using FerTrain.Server.Api;
using FerTrain.Server.Inference;
using FerTrain.Server.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FerTrain.Server;

/// <summary>Serves a model and the runs of a folder over HTTP until it is stopped.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private readonly IDisposable[] _endpoints;

    private WebServer(WebApplication app, IDisposable[] endpoints, AccessToken? token)
    {
        (_app, _endpoints) = (app, endpoints);
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        Port = address.Port;
        Token = token?.Text;
    }

    /// <summary>The port that it listens at.</summary>
    public int Port { get; }

    /// <summary>The token that clients show; null where only this machine can ask.</summary>
    public string? Token { get; }

    /// <summary>Lists the routes, for a test that compares them with the description of the API.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Listens, and returns.</summary>
    /// <param name="service">Finds and classifies the faces; the caller disposes of it after the server.</param>
    /// <param name="report">Takes the trace of a bug.</param>
    /// <exception cref="UserError">The address or the port cannot be had.</exception>
    public static async Task<WebServer> Start(ServerOptions options, FaceService service, ServedModel model, Action<string> report)
    {
        // Empty: neither the current folder nor the environment configures the server, and nothing but the verb writes to the console.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var services = builder.Services;
        services.AddSingleton<IHostLifetime, CallersLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.Time + Grace);
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json => Copy(json.SerializerOptions));
        services.AddRateLimiter(limiter => Configure(limiter, options.Limits));
        services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(PredictEndpoint.Policy, new RequestTimeoutPolicy
        {
            Timeout = options.Limits.Time,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => Refusal.Write(context, StatusCodes.Status503ServiceUnavailable, "The request took too long."),
        }));
        services.AddOpenApi(document => document.AddDocumentTransformer((api, _, _) =>
        {
            (api.Info.Title, api.Info.Version, api.Servers) = ("FerTrain", ProgramVersion.Number, []);
            return Task.CompletedTask;
        }));

        var app = builder.Build();
        var token = IPAddress.IsLoopback(options.Address) ? null : new AccessToken();
        app.Use(SecurityHeaders.Add);
        app.Use(new ErrorHandler(report).Catch);
        app.Use(new Gate(options.Address, token).Pass);
        app.UseRouting();
        app.UseRequestTimeouts();
        app.Use(NoticeEndOfWaiting);
        app.UseRateLimiter();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingInterval });
        var (frames, runs) = (new FrameSocket(service, options, app.Lifetime), new RunEndpoints(options, app.Lifetime));
        PredictEndpoint.Map(app, service, options.Limits);
        frames.Map(app);
        app.MapGet("/api/model", () => model).WithSummary("Describes the model: its classes, what it makes of a face, its scores, and what the server accepts.");
        app.MapGet("/healthz", () => new Health("ok")).WithSummary("Says that the server answers; needs no token.");
        runs.Map(app);
        app.MapOpenApi("/openapi.json");
        PageFiles.Map(app);
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new UserError(
                $"Port {options.Port} of {options.Address} cannot be listened at: {error.GetBaseException().Message}. Expected: --port N of a free one, or 0 for any.",
                error);
        }

        return new(app, [frames, runs], token);
    }

    /// <summary>Ends: nothing new is accepted, and what was asked is answered.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var endpoint in _endpoints) endpoint.Dispose();
    }

    /// <summary>The rate limiter returns without an answer where the time of a request ends while it waits.</summary>
    private static async Task NoticeEndOfWaiting(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!context.Response.HasStarted) context.RequestAborted.ThrowIfCancellationRequested();
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.Listen(options.Address, options.Port);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.Limits.BodyBytes;
        kestrel.Limits.MaxRequestBufferSize = 64 << 10; // of a request that waits, unread
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.Limits.BytesPerSecond, options.Limits.SlowStart);
        kestrel.Limits.RequestHeadersTimeout = Grace;
    }

    private static void Configure(RateLimiterOptions limiter, ServerLimits limits)
    {
        limiter.OnRejected = (rejected, _) => new(Refusal.WriteBusy(rejected.HttpContext, Refusal.Busy));
        limiter.AddConcurrencyLimiter(PredictEndpoint.Policy, queue => (queue.PermitLimit, queue.QueueLimit) = (limits.Requests, limits.Waiting));
        limiter.AddConcurrencyLimiter(RunEndpoints.DrawingPolicy, queue =>
            (queue.PermitLimit, queue.QueueLimit, queue.QueueProcessingOrder) = (1, limits.Requests, QueueProcessingOrder.OldestFirst));
    }

    private static void Copy(JsonSerializerOptions options)
    {
        var own = ServerJson.Options;
        (options.PropertyNamingPolicy, options.NumberHandling, options.Encoder) = (own.PropertyNamingPolicy, own.NumberHandling, own.Encoder);
        foreach (var converter in own.Converters) options.Converters.Add(converter);
    }

    /// <summary>Leaves signals to the command line.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed record Health(string Status);
}
