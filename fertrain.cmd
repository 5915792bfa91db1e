@echo off
rem Runs the command line; chooses the packages and builds it the first time.
setlocal
set "root=%~dp0"
set "program=%root%src\FerTrain.Cli\bin\Release\net10.0\FerTrain.Cli.dll"
set "torch=cpu"
where dotnet >nul 2>nul || (echo fertrain: the .NET 10 SDK is needed, and there is no dotnet on the PATH 1>&2 & exit /b 1)
if not exist "%root%providers.props" nvidia-smi >nul 2>nul && set "torch=cuda"
if not exist "%root%providers.props" >"%root%providers.props" echo ^<Project^>^<PropertyGroup^>^<Providers^>nuget^</Providers^>^<Torch^>%torch%^</Torch^>^</PropertyGroup^>^</Project^>
if not exist "%program%" dotnet build "%root%src\FerTrain.Cli" -c Release -v q --nologo 1>&2 || exit /b 1
dotnet "%program%" %*
