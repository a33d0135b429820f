mod opening;
mod themes;
