"""Modules that a hotline does not need. They are not loaded, for a fast start, fewer errors and less attack surface.

Among them are the functions by which AMI's Getvar and Setvar would reach files and secrets: config, env, sorcery.
"""

_UNUSED: dict[str, str] = {
    "applications": """
        adsiprog agent_pool alarmreceiver amd audiosocket authenticate broadcast dictate directory disa dtmfstore
        externalivr festival followme forkcdr getcpeid ices image jack mf milliwatt minivm morsecode mp3 nbscat page
        privacy readexten sf sla sms speech_utils stasis stasis_broadcast statsd stream_echo system talkdetect
        test url voicemail voicemail_imap voicemail_odbc zapateller
    """,
    "cdr": "adaptive_odbc beanstalkd csv custom manager odbc pgsql radius sqlite3_custom syslog tds",
    "cel": "beanstalkd manager odbc pgsql radius sqlite3_custom tds",
    "channels": "alsa audiosocket console dahdi iax2 mgcp mobile motif phone rtp sip skinny unistim websocket",
    "codecs": "adpcm amr codec2 ilbc lpc10 opus opus_open_source speex",
    "formats": """
        g719 g723 g726 g729 gsm h263 h264 ilbc ogg_opus ogg_opus_open_source ogg_speex ogg_vorbis siren14 siren7 vox
        vp8 wav_gsm
    """,
    "functions": """
        aes audiohookinherit blacklist callcompletion config curl dialgroup enum env evalexten extstate frame_drop
        frame_trace holdintercept iconv jitterbuffer json module odbc periodic_hook pitchshift realtime rand
        scramble shell sorcery speex srv talkdetect uuid vmcount
    """,
    "pbx": "ael dundi loopback lua realtime spool",
    "resources": """
        adsi aeap ael_share ari ari_applications ari_asterisk ari_bridges ari_channels ari_device_states
        ari_endpoints ari_events ari_model ari_playbacks ari_recordings ari_sounds audiosocket calendar
        calendar_caldav calendar_ews calendar_exchange calendar_icalendar chan_stats clialiases config_curl config_ldap
        config_odbc config_pgsql config_sqlite3 corosync curl endpoint_stats fax fax_spandsp format_attr_amr
        format_attr_celt format_attr_g729 format_attr_h263 format_attr_h264 format_attr_ilbc format_attr_opus
        format_attr_silk format_attr_siren14 format_attr_siren7 format_attr_vp8 geolocation hep hep_pjsip hep_rtcp
        http_media_cache http_post limit mwi_devstate mwi_external odbc odbc_transaction parking phoneprov
        pjsip_aoc pjsip_config_wizard pjsip_dialog_info_body_generator pjsip_endpoint_identifier_anonymous
        pjsip_exten_state pjsip_geolocation pjsip_history pjsip_messaging pjsip_mwi pjsip_mwi_body_generator
        pjsip_notify pjsip_one_touch_record_info pjsip_outbound_publish pjsip_phoneprov_provider
        pjsip_pidf_body_generator pjsip_pidf_digium_body_supplement pjsip_pidf_eyebeam_body_supplement
        pjsip_publish_asterisk pjsip_send_to_voicemail pjsip_stir_shaken pjsip_t38 pjsip_transport_websocket
        pjsip_xpidf_body_generator prometheus realtime resolver_unbound rtp_multicast smdi snmp sorcery_memory_cache
        sorcery_realtime speech_aeap stasis stasis_answer stasis_broadcast stasis_device_state stasis_playback
        stasis_recording stasis_snoop stasis_test statsd stir_shaken stun_monitor tonedetect websocket_client xmpp
    """,
}
_PREFIXES = {
    "applications": "app",
    "cdr": "cdr",
    "cel": "cel",
    "channels": "chan",
    "codecs": "codec",
    "formats": "format",
    "functions": "func",
    "pbx": "pbx",
    "resources": "res",
}

UNUSED_MODULES = tuple(f"{_PREFIXES[kind]}_{name}" for kind, names in _UNUSED.items() for name in names.split())
